// Wishes to stop from outside: SIGINT, SIGTERM, SIGUSR1, or a file that appears.
#pragma once

#include <string>

#include "fuzz/duration.h"

namespace ropekv {

// From now on the first SIGINT, SIGTERM or SIGUSR1 is only noted; a second one, later than
// that by more than a second, ends the process.
void note_signals();
bool signal_was_noted();

class StopFile {
 public:
  explicit StopFile(std::string path) : path_(std::move(path)) {}  // empty: never appears
  // Asks the file system a few times a second at most: it may be a network's.
  bool appeared();

 private:
  std::string path_;
  Clock::time_point next_look_{};
  bool appeared_ = false;
};

}  // namespace ropekv
