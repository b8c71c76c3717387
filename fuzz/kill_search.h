// Runs the cases of a campaign on a mutant, in order, until one shows that it is wrong. Knows
// nothing of processes, so that it can be tested on a judge that is made up.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/case_source.h"
#include "fuzz/duration.h"
#include "properties/judge.h"

namespace ropekv {

struct MutantJudges {
  // In a process that has run the cases before it.
  std::function<Judgement(const Case& c)> here;
  // As the first of a new process: the verdict that counts. Empty: none can be had.
  std::function<std::optional<Judgement>(const Case& c)> alone;
};

enum class SearchEnd : uint8_t { kKilled, kSurvived, kStopped };

struct KillSearch {
  SearchEnd end = SearchEnd::kSurvived;
  uint64_t cases = 0;  // judged, the killing one included: how many it takes, on every machine
  double seconds = 0;
  std::string line;                    // of the killing case
  std::vector<std::string> killed_by;  // the properties it violates, or "crashed", "hung"
};

// At most the indices 0 .. runs-1.
KillSearch search_kill(const CaseSource& source, uint64_t runs, const MutantJudges& judges,
                       const std::function<bool()>& stop);

// The properties that a failure violates; "crashed" or "hung" for one that took its process along.
std::vector<std::string> symptoms_in(const Judgement& judgement);

}  // namespace ropekv
