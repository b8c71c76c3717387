// Cuts a case to what its other values allow: a smaller head_dim takes rotary_dim along, fewer
// tokens shorten the lists, and a key that would be ignored goes back to its default.
#pragma once

#include <optional>

#include "fuzz/shrink_candidates.h"
#include "reference/case.h"

namespace ropekv {

// The legal case that the pairs make after such cuts, if any.
std::optional<Case> repaired_case(const CasePairs& pairs);

void repair(Case& c);

}  // namespace ropekv
