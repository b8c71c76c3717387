#include "fuzz/supervisor.h"

#include <poll.h>

#include <algorithm>
#include <nlohmann/json.hpp>

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
  for (const WorkerConfig& config : workers) {
    Team* team = nullptr;
    if (config.seats > 1) {
      team = teams_.emplace_back(std::make_unique<Team>(config)).get();
    }
    WorkerConfig alone = config;
    alone.seats = 1;
    for (int seat = 0; seat < config.seats; ++seat) {
      Slot* slot = slots_.emplace_back(std::make_unique<Slot>(alone)).get();
      slot->team = team;
      slot->seat = seat;
      if (team) team->slots.push_back(slot);
    }
  }
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
    book_.commit_at_end();
  } catch (const SqliteError& error) {
    end(CampaignEnd::kStoreFailed, error.what());
  }
  for (const auto& team : teams_) team->process.reset();  // kills it
  for (const auto& slot : slots_) slot->process.reset();
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
  for (const auto& team : teams_) {
    if (team->process) team->process->page().ask_to_stop(true);
  }
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
  for (const auto& team : teams_) team->process.reset();
}

void Supervisor::wait_for_news() {
  std::vector<pollfd> readable;
  std::vector<std::function<void()>> hear_it;
  for (const auto& team : teams_) {
    if (!team->process) continue;
    readable.push_back({team->process->wire().fd(), POLLIN, 0});
    hear_it.push_back([this, one = team.get()] { hear(one); });
  }
  for (const auto& slot : slots_) {
    if (!slot->process) continue;
    readable.push_back({slot->process->wire().fd(), POLLIN, 0});
    hear_it.push_back([this, one = slot.get()] { hear(one); });
  }
  if (poll(readable.data(), readable.size(), kPollMilliseconds) <= 0) return;
  for (size_t i = 0; i < readable.size(); ++i) {
    if (readable[i].revents != 0) hear_it[i]();
  }
}

// What the process said before it died counts; then that it died.
void Supervisor::hear(Slot* slot) {
  if (!slot->process) return;  // someone else's news ended it
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

void Supervisor::hear(Team* team) {
  const bool alive = team->process->wire().take_in();
  try {
    while (team->process) {
      const auto message = team->process->wire().next();
      if (!message) break;
      take(team->slots.at(message->at("seat").get<size_t>()), *message);
    }
  } catch (const Json::exception&) {  // as above
    team->process->wire().spoil();
  } catch (const std::out_of_range&) {  // no such seat
    team->process->wire().spoil();
  }
  if (!team->process) return;
  if (!alive || team->process->wire().is_spoiled()) on_death(team, std::nullopt);
}

void Supervisor::watch() {
  for (const auto& team : teams_) {
    if (!team->process) continue;
    if (const auto seat = team->process->overdue_seat()) on_death(team.get(), seat);
  }
  for (const auto& slot : slots_) {
    if (slot->waits_for_a_start() && !slot->resume(&respawns_)) {
      on_failed_start(slot.get(), slot->home().why_not_started);
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
  result.num_threads = slots_.size();
  result.num_workers = teams_.size();
  for (const auto& slot : slots_) result.num_workers += slot->team ? 0 : 1;
  result.devices_lost = lost_;
  result.respawns = respawns_.num_starts;
  result.respawn_milliseconds = respawns_.mean_milliseconds();
  return result;
}

}  // namespace ropekv
