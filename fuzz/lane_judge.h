// Judges cases on one lane, for a worker: who watches the time is the process above.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "properties/judge.h"

namespace ropekv {

// `only`: these properties; empty: those of the run.
using JudgeCase =
    std::function<Judgement(const Case& c, const std::vector<std::string_view>& only)>;

class LaneJudge {
 public:
  LaneJudge(const Kernel& kernel, Lane& lane, JudgeOptions options)
      : kernel_(kernel), lane_(lane), options_(std::move(options)) {}

  // From now on each case is compared with this kernel, too.
  void compare_with(const Kernel* other) { other_ = other; }

  // Throws HarnessError, OutOfMemory, DeviceLost.
  Judgement operator()(const Case& c, const std::vector<std::string_view>& only);

 private:
  void compare(const Case& c, Judgement* judgement);

  const Kernel& kernel_;
  const Kernel* other_ = nullptr;
  Lane& lane_;
  JudgeOptions options_;
};

}  // namespace ropekv
