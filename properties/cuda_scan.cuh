// The linear scan of the ledger at the speed of memory: 16-byte loads, several in flight for each
// thread, and nothing but compares until a byte differs.
#pragma once

#include <algorithm>

#include "properties/ledger.h"

namespace ropekv {

constexpr int kScanThreads = 256;
constexpr int kScanLoads = 8;
constexpr int64_t kScanTile = int64_t{kScanThreads} * kScanLoads;

__device__ inline LinearScan::Pair load_once(const LinearScan::Pair* from) {
  const ulonglong2 pair = __ldcs(reinterpret_cast<const ulonglong2*>(from));
  return {pair.x, pair.y};
}

template <bool is_full>
__device__ inline long long scan_tile(const LinearScan& scan, int64_t first, int64_t num_pairs) {
  LinearScan::Pair got[kScanLoads];
#pragma unroll
  for (int i = 0; i < kScanLoads; ++i) {
    const int64_t at = first + int64_t{i} * kScanThreads;
    if (is_full || at < num_pairs) got[i] = load_once(scan.memory + at);
  }
  long long count = 0;
#pragma unroll
  for (int i = 0; i < kScanLoads; ++i) {
    const int64_t at = first + int64_t{i} * kScanThreads;
    if (is_full || at < num_pairs) count += scan.differing_bytes(got[i], at);
  }
  return count;
}

__global__ void __launch_bounds__(kScanThreads)
    scan_kernel(const __grid_constant__ LinearScan scan, unsigned long long* total) {
  const int64_t num_pairs = scan.num_pairs();
  long long count = 0;
  for (int64_t tile = blockIdx.x; tile * kScanTile < num_pairs; tile += gridDim.x) {
    const int64_t first = tile * kScanTile + threadIdx.x;
    count += (tile + 1) * kScanTile <= num_pairs ? scan_tile<true>(scan, first, num_pairs)
                                                 : scan_tile<false>(scan, first, num_pairs);
  }
  for (int lanes = 16; lanes > 0; lanes /= 2) count += __shfl_down_sync(~0u, count, lanes);
  if (threadIdx.x % 32 == 0 && count != 0) {
    atomicAdd(total, static_cast<unsigned long long>(count));
  }
}

// `total` is the device's, and zero.
inline void launch_scan(const LinearScan& scan, int num_processors, unsigned long long* total,
                        cudaStream_t stream) {
  const int64_t num_tiles = (scan.num_pairs() + kScanTile - 1) / kScanTile;
  if (num_tiles == 0) return;
  const int64_t blocks = std::min<int64_t>(num_tiles, int64_t{num_processors} * 8);
  scan_kernel<<<static_cast<unsigned>(blocks), kScanThreads, 0, stream>>>(scan, total);
}

}  // namespace ropekv
