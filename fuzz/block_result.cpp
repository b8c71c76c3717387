#include "fuzz/block_result.h"

#include <algorithm>
#include <utility>

#include "fuzz/finding.h"

namespace ropekv {
namespace {

void add_failure(const FailureCount& more, FailureCount* sum) {
  if (sum->num_cases == 0 || more.first_idx < sum->first_idx) {
    sum->first_idx = more.first_idx;
    sum->first_line = more.first_line;
  }
  sum->num_cases += more.num_cases;
}

// Where times are equal the lower index stays, so that the order of blocks does not matter.
void add_slow(const SlowestCase& one, std::vector<SlowestCase>* slowest) {
  const auto rank = [](const SlowestCase& c) { return std::pair(-c.milliseconds, c.case_idx); };
  if (slowest->size() == kMostSlowest && rank(one) > rank(slowest->back())) return;
  slowest->insert(std::ranges::upper_bound(*slowest, rank(one), {}, rank), one);
  if (slowest->size() > kMostSlowest) slowest->pop_back();
}

void add_missed(const MissedCanary& one, std::vector<MissedCanary>* missed) {
  missed->insert(std::ranges::upper_bound(*missed, one.case_idx, {}, &MissedCanary::case_idx), one);
  if (missed->size() > kMostMissedCanaries) missed->pop_back();
}

}  // namespace

void BlockResult::add(uint64_t case_idx, const Case& c, const std::string& line,
                      const Judgement& judgement, const std::string& signature) {
  stats.add(case_idx, c, line, judgement);
  const bool launched =
      judgement.verdict != Verdict::kUnsupported && judgement.verdict != Verdict::kRefused;
  if (judgement.verdict != Verdict::kRefused) coverage.add(c, launched);
  if (launched) add_slow({case_idx, line, judgement.launch_milliseconds}, &slowest);
  if (is_failure(judgement.verdict)) add_failure({1, case_idx, line}, &failures[signature]);
}

void BlockResult::add_canary(uint64_t case_idx, const std::string& line, const Canary& canary,
                             const Judgement& judgement) {
  ++stats.canaries.run;
  if (is_found_out(canary, judgement)) return;
  ++stats.canaries.missed;
  add_missed({case_idx, line, std::string(canary.kernel.name), std::string(canary.property)},
             &missed_canaries);
}

BlockResult& BlockResult::operator+=(const BlockResult& other) {
  stats += other.stats;
  coverage += other.coverage;
  for (const SlowestCase& one : other.slowest) add_slow(one, &slowest);
  for (const auto& [signature, failure] : other.failures) {
    add_failure(failure, &failures[signature]);
  }
  for (const MissedCanary& one : other.missed_canaries) add_missed(one, &missed_canaries);
  return *this;
}

}  // namespace ropekv
