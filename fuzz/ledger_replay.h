// At the end of a campaign: does what the ledger says still hold?
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fuzz/known_failures.h"
#include "fuzz/lane_judge.h"

namespace ropekv {

// Judges the case of each entry, a few times where it passes: it may be flaky. A sentence for each
// that does not fail. Ends early where `stop` says so.
std::vector<std::string> known_no_more(const KnownFailures& known, const JudgeCase& judge_case,
                                       const std::function<bool()>& stop);

}  // namespace ropekv
