#include "fuzz/campaign_result.h"

namespace ropekv {

// Where several apply: 2, 3, 1, 75, 72. A finding that could not be filed, although a place to
// file it was named, is a duty that the harness failed, and so is required coverage: 3.
ExitCode CampaignResult::exit_code() const {
  const bool interrupted = end == CampaignEnd::kInterrupted;
  if (end == CampaignEnd::kHarnessError || end == CampaignEnd::kStoreFailed ||
      artifacts_not_written > 0 || !report_failed.empty() || !coverage_unmet.empty()) {
    return ExitCode::kHarness;
  }
  if (!findings.empty()) return ExitCode::kFindings;
  if (end == CampaignEnd::kDeviceLost) return ExitCode::kDeviceLost;
  if (interrupted) return ExitCode::kInterrupted;
  // Nothing ran, or nothing that ran proved enough.
  return stats.of(Verdict::kPassed) == 0 ? ExitCode::kHarness : ExitCode::kClean;
}

}  // namespace ropekv
