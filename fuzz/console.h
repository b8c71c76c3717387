// Prints a campaign for a person: a progress line that rewrites itself on a terminal and plain
// lines in a log, findings as pages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fuzz/artifact.h"
#include "fuzz/campaign_listener.h"
#include "fuzz/duration.h"
#include "fuzz/run_context.h"

namespace ropekv {

struct ConsoleOptions {
  bool verbose = false;                           // every case before its launch and after it
  bool github = false;                            // findings as annotations, too
  std::optional<uint64_t> runs;                   // for the time left
  std::optional<Clock::duration> max_total_time;  // for the time left
};

class Console final : public CampaignListener {
 public:
  Console(const RunContext& context, const ConsoleOptions& options,
          const std::optional<ArtifactDir>& artifacts);

  void before_case(uint64_t case_idx, std::string_view line) override;
  void after_case(uint64_t case_idx, std::string_view line, const Judgement& judgement) override;
  void before_shrinking(uint64_t case_idx, std::string_view line,
                        const Judgement& judgement) override;
  void on_finding(const FindingRecord& finding) override;
  void on_known(const FindingRecord& finding) override;
  void on_progress(const CampaignResult& so_far) override;

  uint64_t artifacts_not_written() const { return artifacts_not_written_; }
  // Prints text that ends a line, over the progress line if there is one.
  void print(std::string_view text);

 private:
  const RunContext& context_;
  const ConsoleOptions options_;
  const std::optional<ArtifactDir>& artifacts_;
  const bool is_terminal_;
  bool progress_shown_ = false;
  Clock::duration between_progress_;
  Clock::time_point next_progress_;
  uint64_t artifacts_not_written_ = 0;
  std::vector<FindingRecord> findings_;
};

// "#41873 rate 2114/s elements 9.1e10 findings 0 coverage 812/840 elapsed 0:19 left 7:59:41"
std::string progress_line(const CampaignResult& so_far, const ConsoleOptions& options);

}  // namespace ropekv
