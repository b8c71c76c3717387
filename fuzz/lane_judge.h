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

  // Throws HarnessError, OutOfMemory, DeviceLost.
  Judgement operator()(const Case& c, const std::vector<std::string_view>& only);

 private:
  const Kernel& kernel_;
  Lane& lane_;
  JudgeOptions options_;
};

}  // namespace ropekv
