#include "fuzz/supervisor_slot.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

namespace ropekv {

double RespawnTimes::mean_milliseconds() const {
  const double up = num_starts > 0 ? up_milliseconds / static_cast<double>(num_starts) : 0;
  const double lane = num_lanes > 0 ? lane_milliseconds / static_cast<double>(num_lanes) : 0;
  return up + lane;
}

bool Home::start(RespawnTimes* times) {
  if (process || Clock::now() < next_start) return true;
  born = Clock::now();
  try {
    process = std::make_unique<WorkerProcess>(config);
  } catch (const std::system_error& error) {  // too many processes, say: perhaps not for long
    why_not_started = error.what();
    return false;
  }
  ++times->num_starts;
  return true;
}

// The waits get longer: what ails a device may pass.
bool Home::gives_up_starting(const std::string& why) {
  constexpr int kMostFailedStarts = 4;
  constexpr auto kFirstWait = std::chrono::milliseconds(100);
  why_not_started = why;
  next_start = Clock::now() + kFirstWait * (1 << 2 * failed_starts);
  return ++failed_starts >= kMostFailedStarts;
}

void Slot::send(const Json& what_to_do, Job what, RespawnTimes* times) {
  job = what;
  request = what_to_do;
  is_sent = false;
  if (is_with_team()) request["seat"] = seat;
  [[maybe_unused]] const bool started = resume(times);  // else who waits is asked again
}

Home& Slot::home() {
  return is_with_team() ? static_cast<Home&>(*team) : *this;
}

bool Slot::resume(RespawnTimes* times) {
  Home& here = home();
  const bool is_new = !here.process;
  if (!here.start(times)) return false;
  if (!here.process) return true;
  if (is_new) history.clear();
  here.process->page().ask_to_stop(false);
  here.process->wire().send(request);  // if it died at once, poll will tell
  is_sent = true;
  return true;
}

std::vector<uint64_t> Slot::run_before(uint64_t case_idx) const {
  std::vector<uint64_t> before = history;
  for (uint64_t i = 0; i < block.count && block.index(i) < case_idx; ++i) {
    if (!block.given.contains(block.index(i))) before.push_back(block.index(i));
  }
  std::erase(before, case_idx);
  const size_t surplus = before.size() - std::min(before.size(), kMostHistory);
  before.erase(before.begin(), before.begin() + static_cast<ptrdiff_t>(surplus));
  return before;
}

void Slot::finish_block() {
  for (uint64_t i = 0; i < block.count; ++i) {
    if (!block.given.contains(block.index(i))) history.push_back(block.index(i));
  }
  if (history.size() > 2 * kMostHistory) {
    history.erase(history.begin(), history.end() - kMostHistory);
  }
  block = {};
  job = Job::kNone;
  deaths = 0;
}

}  // namespace ropekv
