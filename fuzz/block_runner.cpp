#include "fuzz/block_runner.h"

#include "fuzz/finding.h"
#include "fuzz/signature.h"
#include "reference/case_text.h"

namespace ropekv {

namespace {

Judgement refused(std::string reason) {
  Judgement judgement;
  judgement.verdict = Verdict::kRefused;
  judgement.reason = std::move(reason);
  return judgement;
}

// Whatever the case's own verdict is, which this does not touch.
void run_canary(const BlockJob& job, uint64_t case_idx, const CaseSource& source, const Case& c,
                const std::string& line, const CanaryStream& canaries, BlockResult* result) {
  if (!canaries.judge) return;
  const Canary* canary = canary_due(source, case_idx, c, canaries.only);
  if (!canary) return;
  ++result->stats.canaries.due;
  if (job.lost_canaries.contains(case_idx)) return;
  result->add_canary(case_idx, line, *canary, canaries.judge(c, *canary));
}

}  // namespace

Judgement refused_by_pin() {
  return refused("the pinned keys make no legal case of it");
}

Judgement quarantined(const KnownFailure& known) {
  return refused("a known failure: " + known.issue + ", " + known.reason);
}

BlockDone run_block(const BlockJob& job, const CaseSource& source, const Kernel& kernel,
                    const JudgeCase& judge_case, BlockHooks* hooks, const CanaryStream& canaries,
                    const KnownFailures& known) {
  const Clock::time_point start = Clock::now();
  BlockDone done;
  done.result.coverage = CoverageCount(source.size);
  for (; done.count < job.count && !hooks->stop_asked(); ++done.count) {
    const uint64_t case_idx = job.index(done.count);
    hooks->before_generating(case_idx);
    const auto c = source.at(case_idx);
    if (!c) {
      const Case unpinned = source.without_pins(case_idx);
      done.result.add(case_idx, unpinned, print_case(unpinned), refused_by_pin(), "");
      ++done.result.stats.refused_by_pin;
      continue;
    }
    const std::string line = print_case(*c);
    if (const KnownFailure* failure = known.covering(*c)) {
      done.result.add(case_idx, *c, line, quarantined(*failure), "");
      ++done.result.stats.quarantined;
      continue;
    }
    hooks->before_case(case_idx, line);
    const auto given = job.given.find(case_idx);
    const Judgement judgement = given != job.given.end() ? given->second : judge_case(*c, {});
    const std::string signature =
        is_failure(judgement.verdict) ? signature_of(judgement, kernel) : "";
    done.result.add(case_idx, *c, line, judgement, signature);
    hooks->after_case(case_idx, line, judgement);
    run_canary(job, case_idx, source, *c, line, canaries, &done.result);
  }
  done.result.stats.seconds = Seconds(Clock::now() - start).count();
  return done;
}

}  // namespace ropekv
