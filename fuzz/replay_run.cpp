#include "fuzz/replay_run.h"

#include <fmt/format.h>

#include <cstdio>

#include "fuzz/failure_page.h"
#include "fuzz/result_line.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

void print_failure(const ReplayTarget& target, const Judgement& judgement, const ReplayPlan& plan,
                   const JudgeCase& judge_case, ReplayResult* result) {
  std::fflush(stdout);  // the line is out before shrinking starts
  RunContext context = plan.context;
  context.source = target.source;
  const Finding finding =
      investigate(target.case_idx, target.c, judgement, judge_case, plan.investigate);
  ++result->stats.findings;
  fmt::print("\n{}\n", failure_page(finding, context));
}

}  // namespace

ExitCode ReplayResult::exit_code() const {
  if (stats.of(Verdict::kRefused) > 0) return ExitCode::kUsage;
  if (stats.of(Verdict::kMistrusted) > 0) return ExitCode::kHarness;
  if (stats.of(Verdict::kHung) > 0) return ExitCode::kHang;
  if (stats.findings > 0) return ExitCode::kFindings;
  if (interrupted) return ExitCode::kInterrupted;
  const bool nothing_ran = stats.executed() == 0 || (compares && stats.compared == 0);
  return nothing_ran ? ExitCode::kHarness : ExitCode::kClean;
}

void replay_one(uint64_t ordinal, const ReplayTarget& target, const ReplayPlan& plan,
                const JudgeCase& judge_case, ReplayResult* result) {
  const std::string line = print_case(target.c);
  const uint64_t number = target.source ? target.case_idx : ordinal;
  if (target.source) fmt::print("#{} {}\n", number, line);
  Judgement judgement;
  for (uint64_t i = 0; i < plan.repeat && !is_failure(judgement.verdict); ++i) {
    judgement = judge_case(target.c, {});
  }
  result->stats.add(ordinal, target.c, line, judgement);
  if (!target.place.empty()) fmt::print("{}: ", target.place);
  fmt::print("{}\n", result_line(number, line, judgement, plan.context));
  if (judgement.verdict == Verdict::kRefused) {
    fmt::print(stderr, "ropekv: case {}: {}\n", line, judgement.reason);
  }
  if (is_failure(judgement.verdict)) {
    print_failure(target, judgement, plan, judge_case, result);
  }
}

void print_end(const ReplayResult& result, size_t num_targets) {
  const Stats& stats = result.stats;
  if (stats.findings > 0) {
    fmt::print("{} of {} cases failed\n", stats.findings, num_targets);
  } else if (stats.executed() == 0) {
    fmt::print("nothing ran: this proves nothing\n");
  } else if (result.compares && stats.compared == 0) {
    fmt::print("nothing was compared: this proves nothing\n");
  } else {
    fmt::print("{} of {} cases passed\n", stats.of(Verdict::kPassed), num_targets);
  }
  for (const std::string& line : stat_lines(stats, fmt::format("[0,{})", stats.done()))) {
    fmt::print("{}\n", line);
  }
}

}  // namespace ropekv
