// The linear scan of the ledger at the speed of memory: 16-byte loads, several in flight for each
// thread, and nothing but compares until a byte differs.
#pragma once

#include "properties/cuda_work.cuh"

namespace ropekv {

constexpr int kScanThreads = 256;
constexpr int kScanLoads = 8;
constexpr int64_t kScanTile = int64_t{kScanThreads} * kScanLoads;

__device__ inline LinearScan::Pair load_once(const LinearScan::Pair* from) {
  const ulonglong2 pair = __ldcs(reinterpret_cast<const ulonglong2*>(from));
  return {pair.x, pair.y};
}

template <bool is_full>
__device__ inline int64_t scan_tile(const LinearScan& scan, int64_t first, int64_t num_pairs) {
  LinearScan::Pair got[kScanLoads];
#pragma unroll
  for (int i = 0; i < kScanLoads; ++i) {
    const int64_t at = first + int64_t{i} * kScanThreads;
    if (is_full || at < num_pairs) got[i] = load_once(scan.memory + at);
  }
  int64_t count = 0;
#pragma unroll
  for (int i = 0; i < kScanLoads; ++i) {
    const int64_t at = first + int64_t{i} * kScanThreads;
    if (is_full || at < num_pairs) count += scan.differing_bytes(got[i], at);
  }
  return count;
}

__global__ inline void __launch_bounds__(kScanThreads)
    scan_kernel(const __grid_constant__ Batch<LinearScan> batch, AnswerSlot* slots) {
  const LinearScan& scan = batch.items[blockIdx.y];
  const int64_t num_pairs = scan.num_items();
  int64_t count = 0;
  for (int64_t tile = blockIdx.x; tile * kScanTile < num_pairs; tile += gridDim.x) {
    const int64_t first = tile * kScanTile + threadIdx.x;
    count += (tile + 1) * kScanTile <= num_pairs ? scan_tile<true>(scan, first, num_pairs)
                                                 : scan_tile<false>(scan, first, num_pairs);
  }
  for (int lanes = 16; lanes > 0; lanes /= 2) count += __shfl_down_sync(~0u, count, lanes);
  if (threadIdx.x % 32 == 0) add_to(&slots[blockIdx.y], count);
}

inline void scan_on_device(const std::vector<LinearScan>& scans, AnswerSlot* slots,
                           const OnDevice& on) {
  launch_in_batches(std::span(scans), on, kScanTile,
                    [&](const auto& batch, dim3 grid, size_t begin) {
                      scan_kernel<<<grid, kScanThreads, 0, on.stream>>>(batch, slots + begin);
                    });
}

}  // namespace ropekv
