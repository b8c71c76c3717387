// What an investigation says of a failure, on judges that are made up and on one real history.
#include "fuzz/finding.h"

#include <gmock/gmock.h>

#include "fuzz/tests/run_command.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kHeadline = "guards_are_intact";

Judgement failed() {
  Judgement judgement;
  judgement.verdict = Verdict::kFailed;
  Violation violation;
  violation.property = kHeadline;
  judgement.violations.push_back(violation);
  return judgement;
}

Finding replayed(const JudgeCase& judge_case) {
  InvestigateOptions options;
  options.shrink = false;
  return investigate(0, Case{}, failed(), judge_case, options);
}

TEST(Investigate, AReplayWithoutAVerdictIsMadeAgain) {
  int calls = 0;
  const Finding finding = replayed([&](const Case&, const auto&) {
    if (++calls == 2) throw OutOfMemory("of this machine, just now");
    if (calls != 3) return failed();
    Judgement refused;
    refused.verdict = Verdict::kRefused;
    return refused;
  });
  EXPECT_EQ(finding.replays, 5);
  EXPECT_EQ(finding.replays_failed, 5);
  EXPECT_EQ(finding.replays_refused, 2);
  EXPECT_EQ(finding.verdict(), Verdict::kFailed);
}

TEST(Investigate, GivesUpWhereNoReplayComesToAVerdict) {
  const Finding finding =
      replayed([](const Case&, const auto&) -> Judgement { throw OutOfMemory("for ever"); });
  EXPECT_EQ(finding.replays, 0);
  EXPECT_EQ(finding.verdict(), Verdict::kFailed);
}

// In some of its steps another property fails, and ends the history before the headline's step.
TEST(Investigate, AHistoryThatAnotherPropertyEndsIsNotFlaky) {
  const CommandOutput output =
      run_ropekv({"shrink", "17889228887963944534:23", "--kernel",
                  "mutant/minus_one_becomes_slot_zero", "--size", "small", "--device", "host"});
  EXPECT_EQ(output.status, 1);
  EXPECT_THAT(output.out, HasSubstr("\nFAILED untouched_slots_keep_their_bytes: "));
  EXPECT_THAT(output.out, HasSubstr("  replays  5 of 5 failed\n"));
  EXPECT_THAT(output.out, Not(HasSubstr("flaky")));
}

}  // namespace
}  // namespace ropekv
