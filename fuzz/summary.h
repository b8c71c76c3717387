// The end of a campaign's output: what ran where, what was reached and found, and the stat lines.
#pragma once

#include <string>

#include "fuzz/campaign_result.h"
#include "fuzz/run_context.h"

namespace ropekv {

std::string campaign_summary(const CampaignResult& result, const RunContext& context);

}  // namespace ropekv
