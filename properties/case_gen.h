// The one generator of cases: for the properties in ctest and for campaigns.
#pragma once

#include <rapidcheck.h>

#include "properties/problem.h"
#include "reference/case.h"

namespace ropekv {

// Every case it makes is legal and within the size class. Do not shrink it: shrink the case text.
rc::Gen<Case> gen_case(SizeClass size);

// Case k of a campaign: a pure function of its arguments, on any machine.
Case campaign_case(uint64_t campaign_seed, uint64_t case_idx, SizeClass size);

}  // namespace ropekv
