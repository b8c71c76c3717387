// A campaign: the cases of a source one after the other, each judged, failures investigated.
#pragma once

#include <functional>
#include <optional>

#include "fuzz/campaign_listener.h"
#include "fuzz/campaign_result.h"
#include "fuzz/case_source.h"
#include "fuzz/duration.h"

namespace ropekv {

struct CampaignOptions {
  CaseSource source;
  Shard shard;
  std::optional<uint64_t> runs;                   // indices 0 .. runs-1
  std::optional<Clock::duration> max_total_time;  // neither: until stopped
  bool stop_on_first = false;
  // A campaign that is whole and as long as the schedule must have made cases for every bucket:
  // not with pins or chosen properties, which leave out whole regions.
  bool requires_coverage = false;
  InvestigateOptions investigate;
};

// Why the campaign should end now; kDone: it should not.
using AskToStop = std::function<CampaignEnd()>;

class Campaign {
 public:
  Campaign(CampaignOptions options, JudgeCase judge_case, AskToStop ask_to_stop,
           CampaignListener& listener);

  CampaignResult run();

  // For the watchdog, while run() is stuck in a launch: the result so far, and the hang in it.
  // `stuck_at` is the case that hangs, which may be a candidate of the shrinker.
  CampaignResult result_of_hang(const Case& stuck_at, std::string_view why) const;

 private:
  bool is_over();
  bool must_have_coverage() const;
  void run_case(uint64_t case_idx);
  void judge_and_count(uint64_t case_idx, const Case& c, const std::string& line);
  void record_failure(uint64_t case_idx, const Case& c, const std::string& line,
                      const Judgement& judgement);
  void end(CampaignEnd end, std::string why);

  const CampaignOptions options_;
  const JudgeCase judge_case_;
  const AskToStop ask_to_stop_;
  CampaignListener& listener_;
  const Clock::time_point start_ = Clock::now();
  CampaignResult result_;
  uint64_t current_idx_ = 0;
  bool counted_ = false;  // the current case has its verdict already
};

}  // namespace ropekv
