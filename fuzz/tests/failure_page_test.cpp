#include "fuzz/failure_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "fuzz/artifact.h"
#include "fuzz/result_line.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

using testing::HasSubstr;
using testing::Not;

Finding example() {
  Finding finding;
  finding.case_idx = 41873;
  finding.headline = "v_is_copied_bitwise";
  finding.original.num_tokens = 77;
  finding.shrunk.minimal.num_tokens = 2;
  finding.shrunk.steps = 3;
  finding.shrunk.tries = 40;
  finding.replays = 5;
  finding.replays_failed = 5;
  finding.judgement.verdict = Verdict::kFailed;
  Violation violation{"v_is_copied_bitwise", "", 128, 4096, {}};
  for (int i = 0; i < 9; ++i) {
    violation.elements.push_back(
        {"v_buffer[slot 5, head 0, dim " + std::to_string(i) + "]", "1 (0x3f80)", "2", "poison"});
  }
  finding.judgement.violations.push_back(violation);
  return finding;
}

RunContext context_of(const char* kernel) {
  return {find_kernel(kernel), "host", "host", CaseSource{9, SizeClass::kSmall, {}}};
}

TEST(FailurePage, SaysEverythingInFifteenLines) {
  const Finding finding = example();
  const std::string page = failure_page(finding, context_of("naive"));
  const std::string line = print_case(finding.shrunk.minimal);
  EXPECT_LE(std::ranges::count(page, '\n'), 15) << page;
  EXPECT_THAT(page, testing::StartsWith("FAILED v_is_copied_bitwise: the row of v_buffer"));
  EXPECT_THAT(page, HasSubstr("naive on host"));
  EXPECT_THAT(page, HasSubstr(line));
  EXPECT_THAT(page, HasSubstr("3 steps of 40 tries"));
  EXPECT_THAT(page, HasSubstr("5 of 5 failed"));
  EXPECT_THAT(page, HasSubstr("v_buffer[slot 5, head 0, dim 0]  want 1 (0x3f80)  got 2  (poison)"));
  EXPECT_THAT(page, HasSubstr("ropekv replay '" + line + "' --kernel naive"));
  EXPECT_THAT(page, HasSubstr("ropekv replay 9:41873 --kernel naive --size small"));
  EXPECT_THAT(page, HasSubstr("> fuzz/corpus/found_v_is_copied_bitwise_"));
  EXPECT_THAT(page, HasSubstr(print_case(finding.original)));
}

TEST(FailurePage, NamesTheKernelOnlyWhereItMustBeGiven) {
  EXPECT_THAT(failure_page(example(), context_of("production")), Not(HasSubstr("--kernel")));
}

TEST(FailurePage, CallsAFailureThatComesAndGoesFlaky) {
  Finding finding = example();
  finding.replays_failed = 2;
  const std::string page = failure_page(finding, context_of("naive"));
  EXPECT_THAT(page, testing::StartsWith("FLAKY "));
  EXPECT_THAT(page, HasSubstr("2 of 5 failed: flaky"));
}

TEST(FailurePage, OfACrashGivesTheReason) {
  Finding finding = example();
  finding.headline = "crashed";
  finding.judgement = {};
  finding.judgement.verdict = Verdict::kCrashed;
  finding.judgement.reason = "the kernel ended with cudaErrorIllegalAddress";
  finding.replays = 0;
  finding.device_lost = true;
  const std::string page = failure_page(finding, context_of("naive"));
  EXPECT_THAT(page, testing::StartsWith("CRASHED crashed: "));
  EXPECT_THAT(page, HasSubstr("cudaErrorIllegalAddress"));
}

TEST(ResultLine, HasTheFormOfTheField) {
  const Finding finding = example();
  Judgement judgement = finding.judgement;
  judgement.launch_milliseconds = 0.214;
  EXPECT_EQ(result_line(41873, "rkv1:", judgement, context_of("production")),
            "41873:FAILED (v_is_copied_bitwise) (errors:128 total:4096) (0.21 ms) "
            "__REPRO: ropekv replay 'rkv1:'");
  judgement = {};
  EXPECT_EQ(result_line(3, "rkv1:", judgement, context_of("naive")),
            "3:PASSED (0.00 ms) __REPRO: ropekv replay 'rkv1:' --kernel naive");
}

TEST(CaseFile, OfAFindingIsCommentsAndTheMinimalLine) {
  const Finding finding = example();
  const std::string text = case_file_text(finding, context_of("naive"));
  EXPECT_THAT(text, testing::StartsWith("# FAILED v_is_copied_bitwise\n# kernel naive on host"));
  EXPECT_THAT(text, testing::EndsWith('\n' + print_case(finding.shrunk.minimal) + '\n'));
  EXPECT_THAT(text, HasSubstr("case 41873 of seed 9"));
}

}  // namespace
}  // namespace ropekv
