// What the command's exit status says; where several apply: 2, 3, 1, 75, 72 in this order.
#pragma once

#include <stdexcept>
#include <string>

namespace ropekv {

enum class ExitCode : int {
  kClean = 0,
  kFindings = 1,
  kUsage = 2,    // usage or bad input
  kHarness = 3,  // the harness failed its own check: nothing ran, required coverage unmet, ...
  kNoGpu = 4,    // no usable GPU where one was demanded
  kHang = 70,    // in a replay
  kOutOfMemory = 71,
  kInterrupted = 72,
  kDeviceLost = 75,
};

// Ends the command with one sentence on stderr. The sentence names argument and value.
struct CommandError : std::runtime_error {
  CommandError(ExitCode code, const std::string& sentence)
      : std::runtime_error(sentence), exit_code(code) {}
  ExitCode exit_code;
};

inline CommandError usage_error(const std::string& sentence) {
  return {ExitCode::kUsage, sentence};
}

}  // namespace ropekv
