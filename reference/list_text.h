// Lists of integers as runs: `0..15+3x2+7` is 0 to 15, 3, 3, 7.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropekv {

template <typename Int>
bool parse_integer(std::string_view text, Int* out) {
  // One spelling per number: no '+', no leading zeros, no "-0".
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || (digits[0] == '0' && (digits.size() > 1 || text != digits))) return false;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), *out);
  return status == std::errc() && end == text.data() + text.size();
}

std::string print_list(const std::vector<int64_t>& values);

// Empty if the text is no list, or longer than `max_values`.
std::optional<std::vector<int64_t>> parse_list(std::string_view text, size_t max_values);

}  // namespace ropekv
