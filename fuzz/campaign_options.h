// What a campaign is to do.
#pragma once

#include <functional>
#include <optional>

#include "fuzz/campaign_result.h"
#include "fuzz/case_source.h"
#include "fuzz/duration.h"
#include "fuzz/shard.h"

namespace ropekv {

struct CampaignOptions {
  CaseSource source;
  Shard shard;
  std::optional<uint64_t> runs;                   // indices 0 .. runs-1
  std::optional<Clock::duration> max_total_time;  // neither: until stopped
  bool stop_on_first = false;
  // A campaign that is whole and as long as the schedule must have made cases for every bucket: not
  // with pins, chosen properties or a kernel that claims little, which leave out whole regions.
  bool requires_coverage = false;
};

// Why the campaign should end now; kDone: it should not.
using AskToStop = std::function<CampaignEnd()>;

}  // namespace ropekv
