// Lengths of time as people write and read them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ropekv {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

// "500ms", "90s", "30m", "8h"; a plain number is seconds. Fractions are allowed.
std::optional<Clock::duration> parse_duration(std::string_view text);

// "0:19", "7:59:41".
std::string clock_text(Seconds duration);

}  // namespace ropekv
