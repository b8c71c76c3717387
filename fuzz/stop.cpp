#include "fuzz/stop.h"

#include <csignal>
#include <ctime>
#include <filesystem>

namespace ropekv {
namespace {

volatile std::sig_atomic_t noted = 0;
volatile std::sig_atomic_t noted_at = 0;  // seconds of the steady clock

std::sig_atomic_t seconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::sig_atomic_t>(now.tv_sec);
}

// `timeout`, and schedulers, send a signal to the process and again to its group: what comes within
// a second or so is the same wish, and not impatience.
void note(int number) {
  if (noted != 0 && seconds_now() - noted_at > 1) {
    signal(number, SIG_DFL);
    raise(number);
    return;
  }
  if (noted == 0) noted_at = seconds_now();
  noted = 1;
}

}  // namespace

void note_signals() {
  struct sigaction action {};
  action.sa_handler = note;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGUSR1, &action, nullptr);  // what Slurm sends ahead of the end of a job's time
}

bool signal_was_noted() {
  return noted != 0;
}

bool StopFile::appeared() {
  if (appeared_ || path_.empty() || Clock::now() < next_look_) return appeared_;
  next_look_ = Clock::now() + std::chrono::milliseconds(200);
  std::error_code ignored;
  appeared_ = std::filesystem::exists(path_, ignored);
  return appeared_;
}

}  // namespace ropekv
