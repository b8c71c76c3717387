// Runs a campaign in worker processes. Makes no CUDA call and starts no thread: whatever a kernel
// does, it does to a worker, and the supervisor replaces it.
//
// Every worker does one block at a time. When one dies, an autopsy gives the case at hand its
// verdict, and the block is done again from its first case by a new worker, which leaves out the
// cases whose verdict is known: so no case is counted twice, and none in a process that was ill.
// Of a worker with several seats each seat does a block. When it dies, the blocks whose cases may
// have killed it are done again alone, and everything goes on as above.
#pragma once

#include <memory>
#include <vector>

#include "fuzz/campaign_book.h"
#include "fuzz/campaign_listener.h"
#include "fuzz/campaign_options.h"
#include "fuzz/supervisor_slot.h"

namespace ropekv {

class Supervisor {
 public:
  // One slot for each seat of each entry of `workers`.
  Supervisor(const CampaignOptions& options, const std::vector<WorkerConfig>& workers,
             const RunContext& context, CampaignBook* book, AskToStop ask_to_stop,
             CampaignListener& listener);

  CampaignResult run();

 private:
  void look_at_the_clock();
  bool hand_out_work();
  void abandon();
  bool give_investigation(Slot* slot);
  bool give_block(Slot* slot);
  void wait_for_news();
  void watch();
  void hear(Slot* slot);
  void hear(Team* team);
  void take(Slot* slot, const Json& message);
  void take_event(Slot* slot, const Json& event);
  void take_block(Slot* slot, const Json& message);
  void take_autopsy(Slot* slot, const Json& message);
  void take_finding(Slot* slot, const Json& message);
  void on_death(Slot* slot, bool hung);
  void on_lost_canary(Slot* slot, const Death& death);
  void on_failed_start(Slot* slot, const std::string& why);
  void on_death(Team* team, std::optional<int> hung_seat);
  void finish_block(Slot* slot);
  void close(const Inquest& inquest);
  void note_company(uint64_t case_idx, const std::string& line, const Judgement& judgement,
                    const std::string& company);
  void observe(const Observation& observation);
  void begin_autopsy(Slot* slot, const Death& death);
  void end(CampaignEnd end, std::string why);
  CampaignResult result() const;
  bool must_have_coverage(const CampaignResult& result) const;

  const CampaignOptions options_;
  const RunContext& context_;
  CampaignBook& book_;
  const AskToStop ask_to_stop_;
  CampaignListener& listener_;
  const Clock::time_point start_ = Clock::now();
  const uint64_t done_before_;
  Clock::time_point next_progress_{};
  std::vector<std::unique_ptr<Team>> teams_;
  std::vector<std::unique_ptr<Slot>> slots_;
  RespawnTimes respawns_;
  std::map<std::string, int> explained_;  // deaths, by how and phase
  std::set<std::string> announced_;       // signatures of failures that were printed
  std::vector<std::string> lost_;         // devices without workers, and why
  CampaignEnd end_ = CampaignEnd::kDone;
  std::string why_;
  std::optional<Clock::time_point> give_up_;  // set: no new blocks; and then: no more waiting
};

}  // namespace ropekv
