#include "fuzz/supervisor_slot.h"

#include <algorithm>
#include <system_error>

namespace ropekv {

double RespawnTimes::mean_milliseconds() const {
  const double up = num_starts > 0 ? up_milliseconds / static_cast<double>(num_starts) : 0;
  const double lane = num_lanes > 0 ? lane_milliseconds / static_cast<double>(num_lanes) : 0;
  return up + lane;
}

void Slot::send(const Json& what_to_do, Job what, RespawnTimes* times) {
  job = what;
  request = what_to_do;
  [[maybe_unused]] const bool started = resume(times);  // else who waits is asked again
}

bool Slot::resume(RespawnTimes* times) {
  if (!process) {
    if (Clock::now() < next_start) return true;
    born = Clock::now();
    try {
      process = std::make_unique<WorkerProcess>(config);
    } catch (const std::system_error& error) {  // too many processes, say: perhaps not for long
      why_not_started = error.what();
      return false;
    }
    history.clear();
    ++times->num_starts;
  }
  process->page().ask_to_stop(false);
  process->wire().send(request);  // if it died at once, poll will tell
  return true;
}

// The waits get longer: what ails a device may pass.
bool Slot::gives_up_starting(const std::string& why) {
  constexpr int kMostFailedStarts = 4;
  constexpr auto kFirstWait = std::chrono::milliseconds(100);
  why_not_started = why;
  next_start = Clock::now() + kFirstWait * (1 << 2 * failed_starts);
  return ++failed_starts >= kMostFailedStarts;
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
