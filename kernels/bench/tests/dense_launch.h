// A launch over tensors without gaps, on the host or in managed memory: outputs are poisoned, and a
// pool has more slots than there are tokens.
#pragma once

#include <cuda_runtime.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "kernels/registry.h"
#include "kernels/tensor_view.h"
#include "kernels/tests/random_launch.h"

namespace ropekv::testing {

inline bool has_device() {
  int count = 0;
  return ROPEKV_CUDA != 0 && cudaGetDeviceCount(&count) == cudaSuccess && count > 0;
}

inline std::shared_ptr<std::byte> managed_memory(size_t num_bytes) {
  void* memory = nullptr;
  if (cudaMallocManaged(&memory, num_bytes) != cudaSuccess) std::abort();
  return {static_cast<std::byte*>(memory), [](std::byte* pointer) { cudaFree(pointer); }};
}

struct DenseShape {
  int64_t num_tokens = 37;
  int32_t num_qo_heads = 4, num_kv_heads = 2, head_dim = 64, rotary_dim = 64;
  int32_t style = ROPEKV_STYLE_NEOX, dtype = ROPEKV_BF16, cache_dtype = ROPEKV_BF16;
};

inline constexpr std::byte kPoison{0xa5};

class DenseLaunch {
 public:
  explicit DenseLaunch(const DenseShape& shape, Allocate allocate = &host_memory)
      : allocate_(allocate) {
    XorShift random(7);
    const int64_t slots = shape.num_tokens + 11;
    const int64_t bytes = element_bytes(shape.dtype);
    const int64_t q_row = int64_t{shape.num_qo_heads} * shape.head_dim;
    const int64_t kv_row = int64_t{shape.num_kv_heads} * shape.head_dim;
    constexpr int64_t kPositions = 50;
    args = {};
    args.struct_bytes = sizeof args;
    args.contract_version = ROPEKV_CONTRACT_VERSION;
    args.num_tokens = args.num_slots_given = shape.num_tokens;
    args.num_slots = slots;
    args.max_position = kPositions;
    args.reserved_slot = -1;
    args.num_qo_heads = shape.num_qo_heads;
    args.num_kv_heads = shape.num_kv_heads;
    args.head_dim = args.v_head_dim = shape.head_dim;
    args.rotary_dim = shape.rotary_dim;
    args.page_size = 1;
    args.style = shape.style;
    args.dtype = shape.dtype;
    args.table_dtype = ROPEKV_F32;
    args.cache_dtype = shape.cache_dtype;
    args.position_dtype = args.slot_dtype = ROPEKV_INT64;
    args.q_stride = args.q_rope_stride = {q_row, shape.head_dim};
    args.k_stride = args.k_rope_stride = args.v_stride = {kv_row, shape.head_dim};
    args.k_buffer_stride = args.v_buffer_stride = {kv_row, kv_row, shape.head_dim};
    args.k_scale = args.v_scale = 1;
    args.q = noise(&random, shape.num_tokens * q_row * bytes);
    args.k = noise(&random, shape.num_tokens * kv_row * bytes);
    args.v = noise(&random, shape.num_tokens * kv_row * bytes);
    args.q_rope = poison(shape.num_tokens * q_row * bytes);
    args.k_rope = poison(shape.num_tokens * kv_row * bytes);
    args.k_buffer = poison(slots * kv_row * element_bytes(shape.cache_dtype));
    args.v_buffer = poison(slots * kv_row * element_bytes(shape.cache_dtype));
    args.cos_sin_cache = noise(&random, kPositions * shape.rotary_dim * 4);
    args.positions = indices(shape.num_tokens, 3, kPositions);
    args.slot_mapping = indices(shape.num_tokens, slots > 7 ? 7 : 1, slots);
  }

  ropekv_args args;

 private:
  std::byte* block(int64_t bytes) {
    blocks_.push_back(allocate_(static_cast<size_t>(bytes)));
    return blocks_.back().get();
  }
  void* noise(XorShift* random, int64_t bytes) {
    std::byte* to = block(bytes);
    for (int64_t i = 0; i < bytes; ++i) to[i] = static_cast<std::byte>(random->next() >> 20);
    return to;
  }
  void* poison(int64_t bytes) {
    return std::memset(block(bytes), static_cast<int>(kPoison), static_cast<size_t>(bytes));
  }
  // i * step modulo `end`: distinct as long as the two have no common divisor.
  void* indices(int64_t count, int64_t step, int64_t end) {
    auto* to = reinterpret_cast<int64_t*>(block(count * 8));
    for (int64_t i = 0; i < count; ++i) to[i] = i * step % end;
    return to;
  }

  Allocate allocate_;
  std::vector<std::shared_ptr<std::byte>> blocks_;
};

// The lanes of this machine.
struct TestLane {
  bool on_cuda;

  Allocate allocate() const { return on_cuda ? &managed_memory : &host_memory; }
  void launch(const Kernel& kernel, const ropekv_args& args) const {
    ropekv_error error{};
    const ropekv_status status =
        on_cuda ? kernel.launch_cuda(args, nullptr, &error) : kernel.launch_host(args, {}, &error);
    ASSERT_EQ(status, ROPEKV_OK) << kernel.name << ": " << error.message;
    if (on_cuda) {
      ASSERT_EQ(cudaDeviceSynchronize(), cudaSuccess);
    }
  }
};

inline std::vector<DenseShape> dense_shapes() {
  return {
      {},
      {.num_tokens = 300, .num_qo_heads = 5, .num_kv_heads = 1, .head_dim = 128, .rotary_dim = 128},
      {.head_dim = 96, .rotary_dim = 32, .style = ROPEKV_STYLE_INTERLEAVED},
      {.dtype = ROPEKV_F32, .cache_dtype = ROPEKV_F32},
      {.cache_dtype = ROPEKV_FP8_E4M3},
      {.head_dim = 80, .rotary_dim = 80, .dtype = ROPEKV_F16, .cache_dtype = ROPEKV_FP8_E5M2},
  };
}

}  // namespace ropekv::testing
