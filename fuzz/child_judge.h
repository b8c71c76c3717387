// Judges cases in a worker process, and in another one after it died: what a case does to its
// process is a verdict like any other.
#pragma once

#include <memory>
#include <optional>

#include "fuzz/lane_judge.h"
#include "fuzz/worker_process.h"

namespace ropekv {

class ChildJudge {
 public:
  explicit ChildJudge(WorkerConfig config) : config_(std::move(config)) {}

  // A JudgeCase. Crashed and Hung come with `device_lost` false: the next case has a new process.
  // Throws HarnessError if the process died outside of a case's launch; OutOfMemory.
  Judgement operator()(const Case& c, const std::vector<std::string_view>& only);

  struct Outcome {
    Judgement judgement;
    std::optional<Death> death;
  };
  // The same with the properties of the run. A death is an outcome, whatever it was that died. The
  // line is sent, not the index: a process that makes a case by its index builds the schedule
  // first.
  Outcome run(const Case& c) { return run(c, {}); }
  // The next case is the first of its process.
  void renew() { worker_.reset(); }

 private:
  Outcome run(const Case& c, const std::vector<std::string_view>& only);
  std::optional<nlohmann::json> ask(const nlohmann::json& request, Outcome* outcome);

  const WorkerConfig config_;
  std::unique_ptr<WorkerProcess> worker_;
};

// Throws if it was the harness that died, and not the kernel; for a case that was run alone.
void throw_if_harness(const Death& death);

// What the death of a process in a case says of the case.
Judgement judgement_of(const Death& death, const std::string& timeout);

}  // namespace ropekv
