// What GitHub's CI shows of a finding: annotations and the summary of a step.
#pragma once

#include <string>

#include "fuzz/campaign_result.h"
#include "fuzz/run_context.h"

namespace ropekv {

// "::error title=...::..." in one line, as its parser wants it.
std::string github_annotation(const FindingRecord& finding);

// Markdown: the campaign in a table, and its findings.
std::string github_step_summary(const CampaignResult& result, const RunContext& context);

}  // namespace ropekv
