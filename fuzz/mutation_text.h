// A mutation run for a person.
#pragma once

#include <string>

#include "fuzz/mutation_report.h"

namespace ropekv {

// "--seed 1, 115 mutants on host, ..."
std::string mutation_start(const MutationReport& report);
// "mutant/k_rope_not_written  C1  killed by case 0 in 0.02 s: k_row_equals_k_rope"
std::string mutant_line(const MutantResult& result, const MutationReport& report);

// What follows the lines of the mutants; the last lines are `stat::name: value`.
std::string mutation_summary(const MutationReport& report);

}  // namespace ropekv
