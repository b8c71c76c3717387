// What several tests of the reference need: cases from lines, and random numbers that are the same
// everywhere.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "reference/case_text.h"
#include "reference/hash.h"

namespace ropekv::testing {

inline Case case_of(std::string_view line) {
  std::string error;
  const auto c = parse_case(line, &error);
  if (!c) throw std::invalid_argument(error);
  return *c;
}

class SplitMix {
 public:
  explicit SplitMix(uint64_t seed) : state_(seed) {}
  uint64_t next() { return mix64(state_++); }
  uint64_t below(uint64_t n) { return next() % n; }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  uint64_t state_;
};

inline constexpr DType kAllDTypes[] = {DType::kF32, DType::kF16, DType::kBF16};

inline constexpr int mantissa_bits(DType dtype) {
  return dtype == DType::kF32 ? 23 : dtype == DType::kF16 ? 10 : 7;
}

}  // namespace ropekv::testing
