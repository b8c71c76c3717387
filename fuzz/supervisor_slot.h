// A place for a worker, and what it is at.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
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

// A process, and how often it could not be had.
struct Home {
  explicit Home(const WorkerConfig& worker) : config(worker) {}

  // A process if there is none, unless the last start failed a moment ago. False if none could be
  // made.
  bool start(RespawnTimes* times);
  // It could not start. Whether that was so often that it is no use to try on.
  bool gives_up_starting(const std::string& why);

  const WorkerConfig config;
  std::unique_ptr<WorkerProcess> process;
  Clock::time_point born{};
  Clock::time_point next_start{};  // not before
  int failed_starts = 0;           // in a row
  std::string why_not_started;
};

struct Slot;

// A process of several seats (crew.h) and the slots that share it.
struct Team : Home {
  using Home::Home;
  std::vector<Slot*> slots;  // by seat
};

// A process of several seats died, and the blocks whose cases may have killed it are done again,
// each by a process of its own. Dies none of those, then it took several cases side by side.
struct Inquest {
  Death death;
  uint64_t num_open = 0;   // blocks not yet done again
  bool explained = false;  // one died again
  std::vector<std::string> lines;
};

struct Slot : Home {  // of a process of its own
  using Home::Home;
  enum class Job : uint8_t { kNone, kBlock, kAutopsy, kInvestigation };
  static constexpr size_t kMostHistory = 256;

  // Sends, to a new process if there is none; if none can start now, resume() tries again. Blocks
  // go to the team, if there is one, unless an inquest wants them done alone.
  void send(const Json& request, Job what, RespawnTimes* times);
  // Sends the request at hand again, unless the last start failed a moment ago. False if no process
  // could be made.
  bool resume(RespawnTimes* times);
  bool waits_for_a_start() const { return job != Job::kNone && !is_sent; }
  bool is_with_team() const { return team && job == Job::kBlock && !inquest; }
  Home& home();  // where its job is done
  // Of the process, that it ran up to the case.
  std::vector<uint64_t> run_before(uint64_t case_idx) const;
  void finish_block();  // into the history

  Team* team = nullptr;
  int seat = 0;  // of the team
  std::shared_ptr<Inquest> inquest;
  Job job = Job::kNone;
  BlockJob block;
  Json request;                   // of the job at hand, to be sent again
  bool is_sent = false;           // to a process that is still there
  std::vector<uint64_t> history;  // of earlier blocks of this process
  std::string signature;          // of the investigation
  bool lost = false;              // no process starts on its device any more
  int deaths = 0;                 // in this job
};

}  // namespace ropekv
