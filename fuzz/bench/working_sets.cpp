#include "fuzz/bench/working_sets.h"

namespace ropekv {

int64_t num_working_sets(int64_t bytes_moved, int64_t footprint, int64_t l2_bytes) {
  constexpr int64_t kSmallSets = 4;
  if (bytes_moved * 6 <= l2_bytes) return kSmallSets;
  return 2 * l2_bytes / std::max<int64_t>(footprint, 1) + 1;
}

void share_indices(const ropekv_args& first, ropekv_args* args) {
  args->positions = first.positions;
  args->slot_mapping = first.slot_mapping;
  args->cos_sin_cache = first.cos_sin_cache;
}

WorkingSets::WorkingSets(const Problem& problem, const void* arena, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    memory_.push_back(std::make_unique<DeviceMemory>());
    void* set = memory_.back()->at_least(problem.arena_bytes);
    ROPEKV_CUDA_CALL(cudaMemcpy(set, arena, problem.arena_bytes, cudaMemcpyDeviceToDevice));
    args_.push_back(problem.args(set));
    share_indices(args_.front(), &args_.back());
  }
  ROPEKV_CUDA_CALL(cudaDeviceSynchronize());
}

}  // namespace ropekv
