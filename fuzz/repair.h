// The legal case next to one that a shrinker has changed.
#pragma once

#include <optional>

#include "fuzz/shrink_candidates.h"
#include "reference/case.h"

namespace ropekv {

// The case that the pairs make after its values were made to follow one another
// (properties/gen/make_legal.h); empty if it is still not legal.
std::optional<Case> repaired_case(const CasePairs& pairs);

}  // namespace ropekv
