// Everything that a run of `ropekv mutate` has to tell.
#pragma once

#include <string>
#include <vector>

#include "fuzz/mutation_run.h"

namespace ropekv {

struct MutationReport {
  MutationPlan plan;
  std::string lane;    // "host", "cuda"
  std::string device;  // "host", "NVIDIA H200"
  std::vector<MutantResult> results;
  double seconds = 0;
  bool interrupted = false;

  bool has_many_seeds() const { return plan.last_seed > plan.first_seed; }
  // As typed: "--seed 1", "--seeds 1..20".
  std::string seed_option() const;
};

}  // namespace ropekv
