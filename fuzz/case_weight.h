// How simple a case is: fewer keys that differ from the defaults, then smaller numbers in them.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reference/case.h"

namespace ropekv {

// A run of decimal digits within a value's text. `x5` and `9` of `0..9x5` are numbers too.
struct NumberInText {
  size_t begin, length;
  uint64_t value;
};

std::vector<NumberInText> numbers_in(std::string_view text);
std::string replace_number(std::string_view text, const NumberInText& number, uint64_t value);

class CaseWeight {
 public:
  explicit CaseWeight(const Case& c);
  auto operator<=>(const CaseWeight&) const = default;

 private:
  size_t num_keys_ = 0;
  // The sum of all numbers, in 128 bits: a seed must not drown a step from 33 to 32.
  uint64_t sum_high_ = 0;
  uint64_t sum_low_ = 0;
  size_t num_chars_ = 0;  // of the values: -1 is as much a number as 1, but longer
};

}  // namespace ropekv
