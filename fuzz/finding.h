// A way in which a kernel is wrong, with the smallest case that shows it.
#pragma once

#include <optional>
#include <string>

#include "fuzz/duration.h"
#include "fuzz/explain.h"
#include "fuzz/lane_judge.h"
#include "fuzz/shrink.h"
#include "properties/judge.h"

namespace ropekv {

struct Finding {
  uint64_t case_idx = 0;
  Case original;
  std::string headline;  // the first violated property, or "crashed", "hung"
  Shrunk shrunk;         // of the original; minimal is the original where nothing was shrunk
  Seconds shrink_time{};
  Judgement judgement;  // of the minimal case
  int replays = 0;      // of the minimal case, that came to a verdict
  int replays_failed = 0;
  int replays_refused = 0;  // came to none, say without memory
  Explanation explanation;
  std::vector<std::string> shows;  // symptoms of the minimal case, and of some of its neighbours
  bool device_lost = false;  // the CUDA context is poisoned: nothing more runs in this process
  uint64_t num_cases = 1;    // that showed it

  Verdict verdict() const {
    const bool flaky = replays > 0 && replays_failed < replays;
    return flaky ? Verdict::kFlaky : judgement.verdict;
  }
};

bool is_failure(Verdict verdict);
// What findings are told apart by: the first violated property, or "crashed", "hung".
std::string headline_of(const Judgement& judgement);
// The violation of this name, if the judgement has one.
const Violation* find_violation(const Judgement& judgement, std::string_view property);

struct InvestigateOptions {
  bool shrink = true;
  Clock::duration shrink_time = std::chrono::seconds(60);  // and for explaining
  int replays = 5;
  std::function<bool()> stop = [] { return false; };  // ends shrinking early
  // The judge runs cases in processes that may die: crashes and hangs are shrunk, too.
  bool survives = false;
};

// Shrinks a failing case, replays the minimal one, to tell flaky from firm, and explains what is
// firm by its neighbours. Explaining has a quarter of the time for shrinking.
Finding investigate(uint64_t case_idx, const Case& c, const Judgement& judgement,
                    const JudgeCase& judge_case, const InvestigateOptions& options);

// A failure that was gone when its case was run again: flaky, 1 of 2. If it came to no verdict
// then, it stays what it was.
Finding not_seen_again(uint64_t case_idx, const Case& c, const std::string& signature,
                       const Judgement& again);

}  // namespace ropekv
