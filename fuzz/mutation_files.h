// A mutation run for machines and documents.
#pragma once

#include <string>

#include "fuzz/mutation_report.h"

namespace ropekv {

// All of it, as JSON.
std::string mutation_json(const MutationReport& report);

// For properties/README.md: the score, by class of the museum and, with a matrix, by property; of
// several seeds the quantiles.
std::string mutation_markdown(const MutationReport& report);
// For properties/MUTATION.md: each mutant.
std::string mutation_markdown_full(const MutationReport& report);

}  // namespace ropekv
