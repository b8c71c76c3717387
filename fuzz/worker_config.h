// What a worker is told when it starts.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "fuzz/case_source.h"
#include "fuzz/duration.h"
#include "fuzz/kernel_ref.h"
#include "fuzz/known_failures.h"

namespace ropekv {

struct WorkerConfig {
  KernelRef kernel;
  std::optional<KernelRef> against;  // to compare it with
  std::string device = "host";       // or "cuda:N"
  int seats = 1;                     // threads, each with a lane and a block of its own
  CaseSource source;
  std::vector<std::string> only;
  KnownFailures known;
  std::string timeout = "10s";  // per case, as typed: reports repeat it
  std::string shrink_time = "60s";
  bool of_campaign = true;  // else the cases are a replay's
  bool verbose = false;

  Clock::duration timeout_duration() const;
};

nlohmann::json to_json(const WorkerConfig& config);
WorkerConfig worker_config_from(const nlohmann::json& json);

}  // namespace ropekv
