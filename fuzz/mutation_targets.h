// What has to find each mutant: cases of which size, on which lane. `ropekv mutate` and the tests
// share this table, so that a mutant is out of reach for a written reason or not at all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernels/registry.h"
#include "properties/problem.h"

namespace ropekv {

struct MutationTarget {
  const Kernel* mutant = nullptr;
  SizeClass size = SizeClass::kSmall;
  // Why no case of this lane can show it; empty: it must be found. Who is listed is still run, and
  // being found means that the list is wrong.
  std::string_view out_of_reach = {};

  bool is_out_of_reach() const { return !out_of_reach.empty(); }
};

// All of them, in the order of the registry.
std::vector<MutationTarget> mutation_targets(bool on_cuda);

// Those that a pattern names: "mutant/nan_not_stored", "mutant/fp8_*"; no pattern: all. Throws
// CommandError for one that names no mutant.
std::vector<MutationTarget> choose_targets(const std::vector<std::string>& patterns, bool on_cuda);

}  // namespace ropekv
