#include "fuzz/stop.h"

#include <csignal>
#include <filesystem>

namespace ropekv {
namespace {

volatile std::sig_atomic_t noted = 0;

void note(int) {
  noted = 1;
}

}  // namespace

void note_signals() {
  struct sigaction action {};
  action.sa_handler = note;
  action.sa_flags = SA_RESETHAND | SA_RESTART;
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
