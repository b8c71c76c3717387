#include "fuzz/mutation_report.h"

#include <fmt/format.h>

namespace ropekv {

std::string MutationReport::seed_option() const {
  if (has_many_seeds()) return fmt::format("--seeds {}..{}", plan.first_seed, plan.last_seed);
  return fmt::format("--seed {}", plan.first_seed);
}

}  // namespace ropekv
