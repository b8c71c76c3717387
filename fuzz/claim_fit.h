// Cases that a narrow kernel claims: of the generator's cases a kernel of one dtype, one style and
// one index type would be launched with few.
#pragma once

#include "kernels/contract.h"
#include "reference/case.h"

namespace ropekv {

// The case with each key that lies outside the claim put inside it, by a choice that is a function
// of the case; as it was where that makes no legal case. A case within the claim stays as it is.
// What a ropekv_supports leaves out is not known here.
Case fitted_to_claim(const Case& c, const ropekv_description& claim);

}  // namespace ropekv
