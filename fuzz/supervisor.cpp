#include "fuzz/supervisor.h"

#include <poll.h>

#include <algorithm>

namespace ropekv {
namespace {

constexpr auto kGrace = std::chrono::seconds(5);  // for the cases at hand, once asked to stop
constexpr auto kBetweenProgress = std::chrono::milliseconds(200);
constexpr int kPollMilliseconds = 20;

}  // namespace

Supervisor::Supervisor(const CampaignOptions& options, const std::vector<WorkerConfig>& workers,
                       const RunContext& context, CampaignBook* book, AskToStop ask_to_stop,
                       CampaignListener& listener)
    : options_(options),
      context_(context),
      book_(*book),
      ask_to_stop_(std::move(ask_to_stop)),
      listener_(listener),
      done_before_(book->content().blocks.num_indices()) {
  for (const WorkerConfig& config : workers) slots_.push_back(std::make_unique<Slot>(config));
}

CampaignResult Supervisor::run() {
  try {
    for (;;) {
      look_at_the_clock();
      if (give_up_ && Clock::now() >= *give_up_) abandon();
      const bool busy = hand_out_work();
      if (end_ == CampaignEnd::kHarnessError || end_ == CampaignEnd::kDeviceLost) break;
      if (!busy) break;
      wait_for_news();
      watch();
      book_.commit_if_due();
      if (Clock::now() >= next_progress_) {
        next_progress_ = Clock::now() + kBetweenProgress;
        listener_.on_progress(result());
      }
    }
    book_.commit();
  } catch (const SqliteError& error) {
    end(CampaignEnd::kStoreFailed, error.what());
  }
  for (const auto& slot : slots_) slot->process.reset();  // kills it
  CampaignResult last = result();
  if (must_have_coverage(last)) last.coverage_unmet = last.coverage.buckets_below_required();
  return last;
}

bool Supervisor::must_have_coverage(const CampaignResult& result) const {
  const uint64_t length = schedule_of(options_.source.size).length();
  return options_.requires_coverage && options_.shard.is_whole() &&
         result.end == CampaignEnd::kDone && length > 0 && result.stats.done() >= length;
}

void Supervisor::look_at_the_clock() {
  if (give_up_) return;
  CampaignEnd asked = ask_to_stop_();
  const bool time_is_over =
      options_.max_total_time && Clock::now() - start_ >= *options_.max_total_time;
  if (asked == CampaignEnd::kDone && !time_is_over) return;
  end_ = asked;
  give_up_ = Clock::now() + kGrace;
  for (const auto& slot : slots_) {
    // When the time is over, what was found is still looked into.
    const bool may_go_on = slot->job == Slot::Job::kInvestigation && end_ == CampaignEnd::kDone;
    if (slot->process && !may_go_on) slot->process->page().ask_to_stop(true);
  }
}

// The grace is over: what is not done now will be done by whoever resumes.
void Supervisor::abandon() {
  for (const auto& slot : slots_) {
    if (slot->job == Slot::Job::kInvestigation && end_ == CampaignEnd::kDone) continue;
    slot->process.reset();
    slot->job = Slot::Job::kNone;
  }
}

void Supervisor::wait_for_news() {
  std::vector<pollfd> readable;
  std::vector<Slot*> whose;
  for (const auto& slot : slots_) {
    if (!slot->process) continue;
    readable.push_back({slot->process->wire().fd(), POLLIN, 0});
    whose.push_back(slot.get());
  }
  if (poll(readable.data(), readable.size(), kPollMilliseconds) <= 0) return;
  for (size_t i = 0; i < readable.size(); ++i) {
    if (readable[i].revents != 0) hear(whose[i]);
  }
}

// What the process said before it died counts; then that it died.
void Supervisor::hear(Slot* slot) {
  const bool alive = slot->process->wire().take_in();
  try {
    while (slot->process) {
      const auto message = slot->process->wire().next();
      if (!message) break;
      take(slot, *message);
    }
  } catch (const Json::exception&) {  // well-formed, and of no sense: its memory was overwritten
    slot->process->wire().spoil();
  }
  if (!slot->process) return;
  if (!alive || slot->process->wire().is_spoiled()) on_death(slot, false);
}

void Supervisor::watch() {
  for (const auto& slot : slots_) {
    if (slot->waits_for_a_start() && !slot->resume(&respawns_)) {
      on_failed_start(slot.get(), slot->why_not_started);
    }
    if (slot->process && slot->job == Slot::Job::kBlock && slot->process->is_overdue()) {
      on_death(slot.get(), true);
    }
  }
}

void Supervisor::end(CampaignEnd end, std::string why) {
  end_ = end;
  why_ = std::move(why);
}

CampaignResult Supervisor::result() const {
  CampaignResult result = book_.result(context_);
  result.end = end_;
  result.why = why_;
  const double seconds = Seconds(Clock::now() - start_).count();
  result.done_here = book_.content().blocks.num_indices() - done_before_;
  result.stats.seconds = seconds;
  result.stats.rate = static_cast<double>(result.done_here) / std::max(seconds, 1e-9);
  result.num_workers = slots_.size();
  result.devices_lost = lost_;
  result.respawns = respawns_.num_starts;
  result.respawn_milliseconds = respawns_.mean_milliseconds();
  return result;
}

}  // namespace ropekv
