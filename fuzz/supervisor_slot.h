// A place for a worker, and what it is at.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fuzz/block_json.h"
#include "fuzz/worker_process.h"

namespace ropekv {

// Until a process answers and has its lane: the price of a death.
struct RespawnTimes {
  uint64_t num_starts = 0;
  double up_milliseconds = 0;  // fork, exec, first word; the sum
  uint64_t num_lanes = 0;
  double lane_milliseconds = 0;  // of the GPU: its context

  double mean_milliseconds() const;
};

struct Slot {
  enum class Job : uint8_t { kNone, kBlock, kAutopsy, kInvestigation };
  static constexpr size_t kMostHistory = 256;

  explicit Slot(const WorkerConfig& worker) : config(worker) {}

  // Sends, to a new process if there is none. False if it died at once.
  bool send(const Json& request, Job what, RespawnTimes* times);
  // Of the process, that it ran up to the case.
  std::vector<uint64_t> run_before(uint64_t case_idx) const;
  void finish_block();  // into the history

  const WorkerConfig config;
  std::unique_ptr<WorkerProcess> process;
  Job job = Job::kNone;
  BlockJob block;
  Json request;                   // of the job at hand, to be sent again
  std::vector<uint64_t> history;  // of earlier blocks of this process
  std::string signature;          // of the investigation
  Clock::time_point born{};
  int failed_starts = 0;  // in a row
  int deaths = 0;         // in this job
};

}  // namespace ropekv
