// Holds the rotated part of q_rope or k_rope against the accept-set, element by element.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "reference/accept_set.h"
#include "reference/inputs.h"
#include "reference/layout.h"

namespace ropekv {

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
  std::array<uint32_t, kMaxLegalCodes> legal;
  double exact;
};

struct NumericReport {
  static constexpr size_t kMostMismatches = 16;
  NumericStats stats;
  int64_t errors = 0;
  std::vector<NumericMismatch> mismatches;  // the first few, in order of the tensor
};

// `which` is Tensor::kQ or Tensor::kK; `rotated` points to element 0 of the region that holds its
// output, as the kernel left it, and `view` says where in it. Tokens whose position lies outside
// the table are left out.
void compare_rotation(const Case& c, const Inputs& in, Tensor which, const View& view,
                      const void* rotated, NumericReport* report);

}  // namespace ropekv
