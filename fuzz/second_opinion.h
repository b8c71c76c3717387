// A case that failed is judged once more, as the first of a new process: its verdict is the one it
// gets alone, and what ran before it in this process is no fault of its own.
//
// A wrong kernel fails in many cases, and a process has its price (on a GPU most of a second): so
// of the failures of one signature the first is judged again, and once that fails alone, those
// after it are believed. On the host lane that holds for a block, in crews and on GPUs for the
// process.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "fuzz/worker_config.h"
#include "properties/judge.h"

namespace ropekv {

// The case as the first of a new process; empty if someone outside kills each that is tried. Throws
// if it is the harness that dies, and std::system_error if no process is to be had.
std::optional<Judgement> judge_in_new_process(const Case& c, const WorkerConfig& config);

class SecondOpinion {
 public:
  // Of a process of this config.
  explicit SecondOpinion(const WorkerConfig& config);

  // Empty if it is believed, or nothing can be learned now, say without memory. By one thread at a
  // time.
  std::optional<Judgement> on(const Case& c, const std::string& signature, const Kernel& kernel);
  void begin_block();

 private:
  const WorkerConfig alone_;
  const bool by_block_;
  std::set<std::string> believed_;  // signatures
};

}  // namespace ropekv
