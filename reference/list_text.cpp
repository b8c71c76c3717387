#include "reference/list_text.h"

#include <limits>

namespace ropekv {
namespace {

bool is_next(int64_t value, int64_t next) {
  return value != std::numeric_limits<int64_t>::max() && next == value + 1;
}

}  // namespace

std::string print_list(const std::vector<int64_t>& values) {
  std::string text;
  for (size_t begin = 0; begin < values.size();) {
    size_t same = begin + 1;
    while (same < values.size() && values[same] == values[begin]) ++same;
    size_t ascending = begin + 1;
    while (ascending < values.size() && is_next(values[ascending - 1], values[ascending])) {
      ++ascending;
    }
    if (!text.empty()) text += '+';
    text += std::to_string(values[begin]);
    if (same - begin > 1) {
      text += 'x' + std::to_string(same - begin);
      begin = same;
    } else if (ascending - begin > 1) {
      text += ".." + std::to_string(values[ascending - 1]);
      begin = ascending;
    } else {
      ++begin;
    }
  }
  return text;
}

std::optional<std::vector<int64_t>> parse_list(std::string_view text, size_t max_values) {
  std::vector<int64_t> values;
  while (!text.empty()) {
    const size_t plus = text.find('+');
    const std::string_view run = text.substr(0, plus);
    int64_t first = 0;
    uint64_t count = 1;
    uint64_t step = 0;
    if (const size_t times = run.find('x'); times != run.npos) {
      if (!parse_integer(run.substr(0, times), &first) ||
          !parse_integer(run.substr(times + 1), &count) || count < 2) {
        return std::nullopt;
      }
    } else if (const size_t dots = run.find(".."); dots != run.npos) {
      int64_t last = 0;
      if (!parse_integer(run.substr(0, dots), &first) ||
          !parse_integer(run.substr(dots + 2), &last) || last <= first) {
        return std::nullopt;
      }
      const uint64_t steps = static_cast<uint64_t>(last) - static_cast<uint64_t>(first);
      if (steps >= max_values) return std::nullopt;  // before the + 1, which may wrap to 0
      count = steps + 1;
      step = 1;
    } else if (!parse_integer(run, &first)) {
      return std::nullopt;
    }
    if (count > max_values - values.size()) return std::nullopt;
    for (uint64_t i = 0; i < count; ++i) {
      values.push_back(first + static_cast<int64_t>(i * step));
    }
    if (plus == text.npos) return values;
    text.remove_prefix(plus + 1);
    if (text.empty()) return std::nullopt;
  }
  return values;
}

}  // namespace ropekv
