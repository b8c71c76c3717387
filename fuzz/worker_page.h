// The page that a worker shares with its supervisor: which case it is at, written before each
// step, so that a worker that is gone still says what it was doing. A worker of several threads
// has a seat on it for each.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/duration.h"

namespace ropekv {

enum class Phase : uint32_t {
  kStarting,
  kIdle,
  kGenerating,
  kPreparing,
  kLaunching,
  kChecking,
  kCanary,  // a kernel of ours is judged on the case at hand, after its verdict
};
std::string_view phase_name(Phase phase);

class WorkerPage {
 public:
  // Of a memfd: made by the supervisor, inherited by the worker. Throws std::system_error.
  static int make_file(int num_seats = 1);
  explicit WorkerPage(int fd, int seat = 0);
  ~WorkerPage();
  WorkerPage(const WorkerPage&) = delete;
  WorkerPage& operator=(const WorkerPage&) = delete;

  // By the worker.
  void begin(uint64_t case_idx);  // generating
  void begin_case(std::string_view line);
  void begin_canary();
  void restart_clock();  // the case at hand had to wait for others
  void enter(Phase phase);
  void rest();                            // between cases
  void leave_word(std::string_view why);  // of the process, and that it came from this seat

  // By the supervisor, of all seats.
  void ask_to_stop(bool stop);

  bool stop_asked() const;
  uint64_t case_idx() const;
  Phase phase() const;
  bool has_launched() const;  // the case at hand, once at least
  std::string line() const;
  std::string word() const;
  bool word_is_from_here() const;
  // Since the case at hand began, or its first launch; zero between cases. By the steady clock,
  // which no one sets.
  Seconds time_in_case() const;
  // How long that may be. Before its first launch a case is all ours, and late only where the
  // machine is too busy, or hangs itself.
  Seconds patience(Seconds timeout) const;

 private:
  struct OfProcess;
  struct OfSeat;
  const int seat_;
  OfProcess* process_;
  OfSeat* shared_;
};

}  // namespace ropekv
