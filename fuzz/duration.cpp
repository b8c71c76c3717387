#include "fuzz/duration.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace ropekv {

std::optional<Clock::duration> parse_duration(std::string_view text) {
  struct Unit {
    std::string_view suffix;
    double seconds;
  };
  // "ms" before "s": the longer suffix first.
  constexpr std::array<Unit, 4> kUnits = {{{"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}}};
  constexpr double kMostSeconds = 1e9;  // 31 years: far from where the clock's ticks would wrap

  double unit_seconds = 1;
  for (const Unit& unit : kUnits) {
    if (!text.ends_with(unit.suffix)) continue;
    unit_seconds = unit.seconds;
    text.remove_suffix(unit.suffix.size());
    break;
  }
  if (text.empty() || text.find_first_not_of("0123456789.") != text.npos) return std::nullopt;
  double number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (number * unit_seconds > kMostSeconds) return std::nullopt;
  return std::chrono::duration_cast<Clock::duration>(Seconds(number * unit_seconds));
}

std::string clock_text(Seconds duration) {
  const auto total = static_cast<int64_t>(duration.count());
  const int64_t hours = total / 3600;
  const int64_t minutes = total / 60 % 60;
  const int64_t seconds = total % 60;
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, seconds)
                   : fmt::format("{}:{:02}", minutes, seconds);
}

}  // namespace ropekv
