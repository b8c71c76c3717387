// What the runs of mutants say of the harness: who was found, and how soon.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "fuzz/exit_code.h"
#include "fuzz/mutation_run.h"

namespace ropekv {

enum class MutantState : uint8_t {
  kKilled,      // by every seed
  kSurvived,    // at least one seed
  kNotJudged,   // the time was over, or someone asked to stop
  kOutOfReach,  // as listed
  kStale,       // listed as out of reach, and found
};

MutantState state_of(const MutantResult& result);
uint64_t count_of(std::span<const MutantResult> results, MutantState state);

// Those that must be found. What is not judged is no kill.
uint64_t num_to_kill(std::span<const MutantResult> results);
// The score; 100 where there is none to kill.
double percent_killed(std::span<const MutantResult> results);

struct Kills {  // in ascending order
  std::vector<uint64_t> cases;
  std::vector<double> seconds;
};
Kills kills_of(std::span<const MutantResult> results);

// The least value that so large a share of all does not exceed; of none, zero.
template <class T>
T quantile(const std::vector<T>& ascending, double share) {
  if (ascending.empty()) return {};
  const auto rank = static_cast<size_t>(std::ceil(share * static_cast<double>(ascending.size())));
  return ascending[std::max<size_t>(rank, 1) - 1];
}

// The mutant with the most cases to a kill; null if none was killed.
const MutantResult* hardest(std::span<const MutantResult> results);
// So many of them, by their median over the seeds, then by their worst.
std::vector<const MutantResult*> hardest_by_median(std::span<const MutantResult> results,
                                                   size_t count);

// A survivor, a stale list and what no one had time to judge are duties that the harness failed; an
// interrupt alone is not.
ExitCode mutation_exit_code(std::span<const MutantResult> results, bool interrupted);

}  // namespace ropekv
