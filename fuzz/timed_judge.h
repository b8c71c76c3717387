// Judges cases on one lane under the watchdog, and knows which case it is at: whoever has to end
// the process can still print its line.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "fuzz/watchdog.h"
#include "properties/judge.h"

namespace ropekv {

// `only`: these properties; empty: those of the run.
using JudgeCase =
    std::function<Judgement(const Case& c, const std::vector<std::string_view>& only)>;

class TimedJudge {
 public:
  TimedJudge(const Kernel& kernel, Lane& lane, JudgeOptions options, Watchdog& watchdog)
      : kernel_(kernel), lane_(lane), options_(std::move(options)), watchdog_(watchdog) {}

  // Throws HarnessError, OutOfMemory, DeviceLost.
  Judgement operator()(const Case& c, const std::vector<std::string_view>& only);

  // The case of the last call: for the watchdog's callback, while the call is stuck.
  const Case& current() const { return current_; }

 private:
  const Kernel& kernel_;
  Lane& lane_;
  JudgeOptions options_;
  Watchdog& watchdog_;
  Case current_;
};

}  // namespace ropekv
