// Where several exit codes apply: 2, 3, 1, 75, 72 in this order.
#include <gtest/gtest.h>

#include "fuzz/campaign_result.h"

namespace ropekv {
namespace {

CampaignResult ended(CampaignEnd end, bool finding = false) {
  CampaignResult result;
  result.end = end;
  result.stats.verdicts[static_cast<size_t>(Verdict::kPassed)] = 5;
  if (finding) result.findings.emplace_back();
  return result;
}

TEST(CampaignExitCode, OfEveryEnd) {
  EXPECT_EQ(ended(CampaignEnd::kDone).exit_code(), ExitCode::kClean);
  EXPECT_EQ(ended(CampaignEnd::kStopFile).exit_code(), ExitCode::kClean);
  EXPECT_EQ(ended(CampaignEnd::kInterrupted).exit_code(), ExitCode::kInterrupted);
  EXPECT_EQ(ended(CampaignEnd::kDeviceLost).exit_code(), ExitCode::kDeviceLost);
  EXPECT_EQ(ended(CampaignEnd::kStoreFailed).exit_code(), ExitCode::kHarness);
  EXPECT_EQ(ended(CampaignEnd::kHarnessError).exit_code(), ExitCode::kHarness);
}

TEST(CampaignExitCode, AFindingOutranksAnInterruptAndALostDevice) {
  for (const CampaignEnd end :
       {CampaignEnd::kDone, CampaignEnd::kStopOnFirst, CampaignEnd::kStopFile,
        CampaignEnd::kInterrupted, CampaignEnd::kDeviceLost}) {
    EXPECT_EQ(ended(end, true).exit_code(), ExitCode::kFindings);
  }
}

TEST(CampaignExitCode, AHarnessThatFailedOutranksAFinding) {
  EXPECT_EQ(ended(CampaignEnd::kHarnessError, true).exit_code(), ExitCode::kHarness);
  EXPECT_EQ(ended(CampaignEnd::kStoreFailed, true).exit_code(), ExitCode::kHarness);
  CampaignResult result = ended(CampaignEnd::kDone, true);
  result.artifacts_not_written = 1;
  EXPECT_EQ(result.exit_code(), ExitCode::kHarness);
  result = ended(CampaignEnd::kDone, true);
  result.coverage_unmet.push_back("style=neox");
  EXPECT_EQ(result.exit_code(), ExitCode::kHarness);
}

}  // namespace
}  // namespace ropekv
