// A worker as its parent sees it: this executable once more, in a process group of its own.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/wire.h"
#include "fuzz/worker_config.h"
#include "fuzz/worker_page.h"

namespace ropekv {

// How a worker ended, and what it was doing.
struct Death {
  std::string how;            // "SIGSEGV", "exit status 0", or what it said of itself
  bool hung = false;          // killed, since a case took longer than --timeout
  bool from_outside = false;  // by SIGKILL, and not by us
  int exit_status = -1;       // of one that said why it ends; a kernel may end it with any other
  uint64_t case_idx = 0;
  Phase phase = Phase::kStarting;
  bool launched = false;
  std::string line;  // of the case at hand; empty if it was not generated yet
};

class WorkerProcess {
 public:
  // fork and exec; never a bare fork, which neither OpenMP nor CUDA survives. Throws
  // std::system_error.
  explicit WorkerProcess(const WorkerConfig& config);
  // Kills it, with its group.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  Wire& wire() { return wire_; }
  WorkerPage& page(int seat = 0) { return *seats_[seat].page; }
  pid_t pid() const { return pid_; }

  // The first seat whose case at hand (or whose start) takes longer than allowed. To be asked
  // often: what passes between two looks that are far apart passed for us as well, say while all of
  // a job was suspended, and does not count.
  std::optional<int> overdue_seat();
  bool is_overdue() { return overdue_seat().has_value(); }
  // Ends it if it has not ended, and says how it came to that, and what seat 0 was doing.
  Death bury(bool hung = false);
  // The same death as another seat saw it.
  Death seen_from(int seat, Death death) const;

  // Sends, and waits for the answer; empty if it dies first or is overdue: then bury() says how.
  std::optional<nlohmann::json> ask(const nlohmann::json& request, bool* hung);

 private:
  int socket_ = -1;
  int page_file_ = -1;
  const Clock::duration timeout_;
  const Clock::time_point born_ = Clock::now();
  Clock::time_point last_look_ = born_;
  struct Seat {
    std::unique_ptr<WorkerPage> page;
    Seconds not_counted{};  // of the case at hand
  };
  std::vector<Seat> seats_;
  Wire wire_;
  pid_t pid_ = -1;
};

// Names of the CUDA devices, asked of a throw-away worker: the parent makes no CUDA call.
std::vector<std::string> cuda_device_names();

}  // namespace ropekv
