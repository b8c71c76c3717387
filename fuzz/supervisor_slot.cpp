#include "fuzz/supervisor_slot.h"

#include <algorithm>

namespace ropekv {

double RespawnTimes::mean_milliseconds() const {
  const double up = num_starts > 0 ? up_milliseconds / static_cast<double>(num_starts) : 0;
  const double lane = num_lanes > 0 ? lane_milliseconds / static_cast<double>(num_lanes) : 0;
  return up + lane;
}

bool Slot::send(const Json& what_to_do, Job what, RespawnTimes* times) {
  if (!process) {
    born = Clock::now();
    process = std::make_unique<WorkerProcess>(config);
    history.clear();
    ++times->num_starts;
  }
  process->page().ask_to_stop(false);
  job = what;
  request = what_to_do;
  return process->wire().send(request);
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
