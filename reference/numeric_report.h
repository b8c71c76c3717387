// What the comparison of rotated elements found. Apart from the comparison, so that those who only
// read it do not compile Eigen.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "reference/layout.h"

namespace ropekv {

// As many legal codes as a mismatch lists. By the contract's rules there are at most three
// (accept_set.h); more only where a kernel flushes to zero, or where tokens share a slot.
inline constexpr int kMaxLegalCodes = 12;

// Distance from the exact value, rounded to the output type, in ulps: 0, 1, 2, 3, 4 and more.
inline constexpr int kUlpBins = 5;

struct NumericStats {
  int64_t computed = 0;  // elements that were rotated: V and tails do not count
  int64_t pinned = 0;    // of these, with exactly one legal code
  int64_t finite = 0;    // of these, with a finite exact value in the output type's range
  std::array<int64_t, kUlpBins> ulp_histogram{};  // over the finite ones

  NumericStats& operator+=(const NumericStats& other);
};

struct NumericMismatch {
  Tensor tensor;
  Coordinate at;
  uint32_t got;
  std::array<uint32_t, kMaxLegalCodes> legal;  // the last one repeats to the end
  double exact;
};

struct NumericReport {
  static constexpr size_t kMostMismatches = 16;
  NumericStats stats;        // of q_rope and k_rope
  NumericStats cache_stats;  // of the K pool, where compare_cached_k looked
  int64_t errors = 0;
  std::vector<NumericMismatch> mismatches;  // the first few, in order of the tensor
};

}  // namespace ropekv
