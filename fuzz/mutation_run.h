// Runs mutants side by side, each with one worker process that does its cases in order: so how many
// cases a kill takes depends neither on the machine nor on how many run beside it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/kill_search.h"
#include "fuzz/mutation_matrix.h"
#include "fuzz/mutation_targets.h"

namespace ropekv {

struct MutationPlan {
  std::vector<MutationTarget> targets;
  std::vector<std::string> asked_for;  // names and patterns that chose them; none: all
  uint64_t first_seed = 1, last_seed = 1;
  uint64_t runs = 2000;              // the most cases of one search
  uint64_t runs_out_of_reach = 200;  // the same for those that no case should show, with one seed
  std::optional<uint64_t> matrix_cases;
  std::vector<std::string> devices = {"host"};
  uint64_t workers = 1;  // mutants at a time
  std::string timeout = "10s";

  // Of this mutant: the seeds, one for those out of reach.
  uint64_t num_seeds(const MutationTarget& target) const;
  uint64_t runs_of(const MutationTarget& target) const;
};

struct MutantResult {
  MutationTarget target;
  std::vector<KillSearch> searches;  // by seed
  std::optional<MatrixRow> row;
};

// `on_mutant` hears of each in the order of the plan, once it and all before it are done. `stop` is
// asked several times a second; what is not judged by then is kStopped. Both are called by one
// thread at a time, `stop` by this one. Throws what the harness throws.
std::vector<MutantResult> run_mutants(const MutationPlan& plan, const std::function<bool()>& stop,
                                      const std::function<void(const MutantResult&)>& on_mutant);

}  // namespace ropekv
