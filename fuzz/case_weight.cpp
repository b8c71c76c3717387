#include "fuzz/case_weight.h"

#include <charconv>

#include "reference/case_text.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::vector<NumberInText> numbers_in(std::string_view text) {
  std::vector<NumberInText> numbers;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin;
    while (end < text.size() && is_digit(text[end])) ++end;
    NumberInText number{begin, end - begin, 0};
    if (end > begin) {
      const auto [stop, status] =
          std::from_chars(text.data() + begin, text.data() + end, number.value);
      if (status == std::errc()) numbers.push_back(number);
    }
    begin = end + 1;
  }
  return numbers;
}

std::string replace_number(std::string_view text, const NumberInText& number, uint64_t value) {
  std::string out(text.substr(0, number.begin));
  out += std::to_string(value);
  out += text.substr(number.begin + number.length);
  return out;
}

CaseWeight::CaseWeight(const Case& c) {
  const auto pairs = case_pairs(c);
  num_keys_ = pairs.size();
  Sum128 sum;
  for (const auto& [key, text] : pairs) {
    num_chars_ += text.size();
    for (const NumberInText& number : numbers_in(text)) sum += Sum128{number.value, 0};
  }
  sum_high_ = sum.high;
  sum_low_ = sum.low;
}

}  // namespace ropekv
