#include "fuzz/kill_search.h"

#include "fuzz/finding.h"
#include "properties/lane.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

// Empty unless the case fails alone: what its predecessors did to its process is no kill.
std::optional<Judgement> failure_of(const Case& c, const MutantJudges& judges) {
  try {
    if (!is_failure(judges.here(c).verdict)) return std::nullopt;
    auto alone = judges.alone(c);
    if (alone && is_failure(alone->verdict)) return alone;
  } catch (const OutOfMemory&) {  // a campaign refuses such a case and goes on
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> symptoms_in(const Judgement& judgement) {
  std::vector<std::string> symptoms;
  for (const Violation& violation : judgement.violations) {
    symptoms.emplace_back(violation.property);
  }
  if (symptoms.empty()) symptoms.push_back(headline_of(judgement));
  return symptoms;
}

KillSearch search_kill(const CaseSource& source, uint64_t runs, const MutantJudges& judges,
                       const std::function<bool()>& stop) {
  const Clock::time_point start = Clock::now();
  KillSearch search;
  while (search.end == SearchEnd::kSurvived && search.cases < runs) {
    if (stop()) {
      search.end = SearchEnd::kStopped;
      break;
    }
    const Case c = source.without_pins(search.cases++);
    if (const auto failure = failure_of(c, judges)) {
      search.end = SearchEnd::kKilled;
      search.line = print_case(c);
      search.killed_by = symptoms_in(*failure);
    }
  }
  search.seconds = Seconds(Clock::now() - start).count();
  return search;
}

}  // namespace ropekv
