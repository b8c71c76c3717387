// What a campaign returns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/block_result.h"
#include "fuzz/coverage_count.h"
#include "fuzz/exit_code.h"
#include "fuzz/finding_record.h"
#include "fuzz/stats.h"

namespace ropekv {

enum class CampaignEnd : uint8_t {
  kDone,         // all indices, or the time is over
  kStopOnFirst,  // a finding, as asked
  kStopFile,
  kInterrupted,
  kDeviceLost,   // workers cannot start on it any more
  kStoreFailed,  // the disk is full, say
  kHarnessError,
};

struct CampaignResult {
  CampaignEnd end = CampaignEnd::kDone;
  std::string why;  // for the ends that are errors: one sentence
  Stats stats;
  bool compares = false;  // with another kernel
  bool selects = false;   // properties, by --only
  CoverageCount coverage;
  std::vector<std::string_view> coverage_unmet;  // buckets that should have had more cases
  std::vector<FindingRecord> findings;
  std::vector<SlowestCase> slowest;
  std::vector<MissedCanary> missed_canaries;  // the first few
  std::string interval;                       // "[0,2000)", "[0,2000) shard 1/4": the indices done
  uint64_t done_here = 0;    // cases that this process did; others are from the store
  uint64_t num_workers = 0;  // processes, each at one case
  uint64_t num_threads = 0;  // or at several
  uint64_t respawns = 0;     // processes that were started, the first ones included
  double respawn_milliseconds = 0;
  std::vector<std::string> devices_lost;  // and why; others may have done their work
  uint64_t artifacts_not_written = 0;
  std::vector<std::string> known_no_more;  // entries of --ledger whose case fails no more
  std::string report_failed;  // why --jsonl or --junit could not be written; empty if they were

  // A sentence if the campaign looked, and would not have seen a wrong kernel; else empty.
  std::string why_it_means_nothing() const;
  // As it was asked to; else there may be no device left, or no time.
  bool came_to_its_end() const {
    return end == CampaignEnd::kDone || end == CampaignEnd::kStopOnFirst ||
           end == CampaignEnd::kStopFile;
  }
  ExitCode exit_code() const;
};

}  // namespace ropekv
