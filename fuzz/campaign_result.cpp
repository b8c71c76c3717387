#include "fuzz/campaign_result.h"

#include <fmt/format.h>

namespace ropekv {

// So many cases have had canaries that applied, five in the mean.
constexpr uint64_t kManyCases = 500;

std::string CampaignResult::why_it_means_nothing() const {
  const CanaryCount& canaries = stats.canaries;
  if (canaries.missed > 0) {
    return fmt::format(
        "the result means nothing: {} of {} canaries, kernels known to be wrong, were not found "
        "out, see above",
        canaries.missed, canaries.run);
  }
  if (end == CampaignEnd::kDone && stats.done() >= kManyCases && canaries.due > 0 &&
      canaries.run == 0) {
    return fmt::format(
        "the result means nothing: of {} canaries that were due, kernels known to be wrong, none "
        "could be judged",
        canaries.due);
  }
  return {};
}

// Where several apply: 2, 3, 1, 75, 72. A finding that could not be filed, although a place to
// file it was named, is a duty that the harness failed, and so are required coverage and a canary
// that was missed: 3.
ExitCode CampaignResult::exit_code() const {
  const bool interrupted = end == CampaignEnd::kInterrupted;
  if (end == CampaignEnd::kHarnessError || end == CampaignEnd::kStoreFailed ||
      artifacts_not_written > 0 || !report_failed.empty() || !coverage_unmet.empty() ||
      !why_it_means_nothing().empty() || !known_no_more.empty()) {
    return ExitCode::kHarness;
  }
  if (!findings.empty()) return ExitCode::kFindings;
  if (end == CampaignEnd::kDeviceLost) return ExitCode::kDeviceLost;
  if (interrupted) return ExitCode::kInterrupted;
  if (compares && stats.compared == 0) return ExitCode::kHarness;
  // Nothing ran, or nothing that ran proved enough.
  return stats.of(Verdict::kPassed) == 0 ? ExitCode::kHarness : ExitCode::kClean;
}

}  // namespace ropekv
