// What a mutation run found, as tables; they are printed, and stand in documents.
#pragma once

#include <span>

#include "fuzz/mutation_run.h"
#include "fuzz/plain_table.h"

namespace ropekv {

// By class of the bug museum, A to J.
PlainTable class_table(std::span<const MutantResult> results);
// By property; of results with rows of a matrix.
PlainTable property_table(std::span<const MutantResult> results);
// Each mutant with its first search. `code` is put around names: "`" in a document.
PlainTable mutant_table(std::span<const MutantResult> results, std::string_view code);
// How many cases, and seconds, a kill takes: over all mutants and seeds, and for the ten hardest.
PlainTable quantile_table(std::span<const MutantResult> results);

// The properties that see no mutant that no other of their kind sees.
std::vector<std::string> idle_properties(std::span<const MutantResult> results);

}  // namespace ropekv
