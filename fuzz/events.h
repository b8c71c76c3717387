// A campaign as JSON Lines (--jsonl): what machines read. fuzz/events.md lists the fields.
#pragma once

#include <string>

#include "fuzz/campaign_listener.h"
#include "fuzz/duration.h"
#include "fuzz/identity.h"
#include "fuzz/value_json.h"

namespace ropekv {

inline constexpr const char* kEventSchema = "ropekv.events/1";

// Appends, so that a resumed campaign keeps what was said before it. Every line is one write: a
// kill leaves whole lines, and a disk that fills up loses the last one.
class EventLog final : public CampaignListener {
 public:
  // Begins with the event "campaign". Throws CommandError if the file cannot be written.
  EventLog(const std::string& path, const Identity& identity, const std::string& device,
           bool verbose);
  ~EventLog() override;
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  void before_case(uint64_t, std::string_view) override {}
  void after_case(uint64_t case_idx, std::string_view line, const Judgement& judgement) override;
  void before_shrinking(uint64_t, std::string_view, const Judgement&) override {}
  void on_finding(const FindingRecord& finding) override;
  void on_known(const FindingRecord& finding) override;
  void on_progress(const CampaignResult& so_far) override;
  void on_end(const CampaignResult& result);

  // A sentence if an event could not be written.
  const std::string& failure() const { return failure_; }

 private:
  void put(Json event);
  void put_finding(const FindingRecord& finding, bool known);

  const std::string path_;
  const bool verbose_;
  const Clock::time_point start_ = Clock::now();
  int fd_ = -1;
  Clock::time_point next_progress_{};
  Clock::duration between_progress_;
  std::string failure_;
};

}  // namespace ropekv
