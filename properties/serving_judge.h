// From a serving case to a verdict: every step as a launch of its own with all checks that need one
// launch only, and at the end the whole pool.
#pragma once

#include <memory>

#include "properties/judge.h"
#include "properties/pool_history.h"

namespace ropekv {

// The property that the account of the whole history proves.
inline constexpr std::string_view kServingHistoryHolds = "serving_history_holds";

// One history that is being played. Steps may come from History, or from a test.
class ServingRun {
 public:
  ServingRun(const Case& c, const Kernel& kernel, Lane& lane, const JudgeOptions& options);

  // Launches, checks and remembers one step. False if there is nothing more to play: a violation, a
  // rejection, a lost device.
  bool play(const HistoryStep& step);
  // The whole pool against the whole history. After the last step, where there was one.
  void look_back();
  Judgement finish();
  // Of the last step: the memory as it lies now. Null before the first.
  const Trial* last_trial() const { return trial_.get(); }

 private:
  void paint_pools();
  void launch(const HistoryStep& step);
  void check(const HistoryStep& step);
  void mark_checked(std::string_view property);

  const Case c_;
  const Kernel& kernel_;
  Lane& lane_;
  const JudgeOptions options_;
  Poison poison_;
  Declarations how_;
  PoolHistory pool_history_;
  std::unique_ptr<Problem> problem_;  // of the last step
  std::unique_ptr<Trial> trial_;
  Judgement judgement_;
};

// For cases with scenario=serving, after judge() has found that the lane can run the kernel.
Judgement judge_serving(const Case& c, const Kernel& kernel, Lane& lane,
                        const JudgeOptions& options);

}  // namespace ropekv
