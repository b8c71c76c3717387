// What a campaign returns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/coverage_count.h"
#include "fuzz/exit_code.h"
#include "fuzz/finding.h"
#include "fuzz/shard.h"
#include "fuzz/stats.h"

namespace ropekv {

enum class CampaignEnd : uint8_t {
  kDone,         // all indices, or the time is over
  kStopOnFirst,  // a finding, as asked
  kStopFile,
  kInterrupted,
  kHung,
  kDeviceLost,  // by a case that is among the findings, or by itself
  kOutOfMemory,
  kHarnessError,
};

struct SlowestCase {
  uint64_t case_idx = 0;
  std::string line;
  double milliseconds = -1;  // of the launch; negative: there was none
};

struct CampaignResult {
  CampaignEnd end = CampaignEnd::kDone;
  std::string why;  // for the ends that are errors: one sentence
  Stats stats;
  CoverageCount coverage;
  std::vector<std::string_view> coverage_unmet;  // buckets that should have had more cases
  std::vector<Finding> findings;
  SlowestCase slowest;
  uint64_t next_idx = 0;  // indices below it, as far as they are the shard's, are done
  uint64_t artifacts_not_written = 0;

  // "[0,2000)", "[0,2000) shard 1/4".
  std::string interval(const Shard& shard) const;
  ExitCode exit_code() const;
};

}  // namespace ropekv
