// What a worker is told when it starts.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fuzz/case_source.h"
#include "fuzz/duration.h"

namespace ropekv {

struct WorkerConfig {
  std::string kernel;
  std::string against;          // to compare it with; empty: none
  std::string device = "host";  // or "cuda:N"
  int seats = 1;                // threads, each with a lane and a block of its own
  CaseSource source;
  std::vector<std::string> only;
  std::string timeout = "10s";  // per case, as typed: reports repeat it
  std::string shrink_time = "60s";
  bool of_campaign = true;  // else the cases are a replay's
  bool verbose = false;

  Clock::duration timeout_duration() const;
};

nlohmann::json to_json(const WorkerConfig& config);
WorkerConfig worker_config_from(const nlohmann::json& json);

}  // namespace ropekv
