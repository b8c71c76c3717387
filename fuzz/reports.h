// Sends what is heard of a campaign to the console and to the files that were asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fuzz/campaign_listener.h"
#include "fuzz/events.h"
#include "fuzz/identity.h"
#include "fuzz/run_context.h"

namespace ropekv {

struct ReportOptions {
  std::string junit, jsonl;  // files; empty: not asked for
  std::string step_summary;  // $GITHUB_STEP_SUMMARY
  std::vector<std::string> only;
  bool verbose = false;
};

class Reports final : public CampaignListener {
 public:
  // Writes to each file, so that one that cannot be written is known before the campaign and not
  // after a night. Throws CommandError.
  Reports(CampaignListener& console, const ReportOptions& options, const Identity& identity,
          const RunContext& context);

  void before_case(uint64_t case_idx, std::string_view line) override;
  void after_case(uint64_t case_idx, std::string_view line, const Judgement& judgement) override;
  void before_shrinking(uint64_t case_idx, std::string_view line,
                        const Judgement& judgement) override;
  void on_finding(const FindingRecord& finding) override;
  void on_known(const FindingRecord& finding) override;
  void on_progress(const CampaignResult& so_far) override;
  // The last words; what could not be written is noted in the result.
  void on_end(CampaignResult* result);

 private:
  CampaignListener& console_;
  const ReportOptions options_;
  const Identity identity_;
  const RunContext& context_;
  std::optional<EventLog> events_;
};

}  // namespace ropekv
