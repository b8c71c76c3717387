#include "fuzz/block_result.h"

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

}  // namespace

void BlockResult::add(uint64_t case_idx, const Case& c, const std::string& line,
                      const Judgement& judgement, const std::string& signature) {
  stats.add(case_idx, c, line, judgement);
  const bool launched =
      judgement.verdict != Verdict::kUnsupported && judgement.verdict != Verdict::kRefused;
  if (judgement.verdict != Verdict::kRefused) coverage.add(c, launched);
  if (launched && judgement.launch_milliseconds > slowest.milliseconds) {
    slowest = {case_idx, line, judgement.launch_milliseconds};
  }
  if (is_failure(judgement.verdict)) add_failure({1, case_idx, line}, &failures[signature]);
}

BlockResult& BlockResult::operator+=(const BlockResult& other) {
  stats += other.stats;
  coverage += other.coverage;
  if (other.slowest.milliseconds > slowest.milliseconds) slowest = other.slowest;
  for (const auto& [signature, failure] : other.failures) {
    add_failure(failure, &failures[signature]);
  }
  return *this;
}

}  // namespace ropekv
