// Whether two kernels declare the same arithmetic, so that their outputs can be held against each
// other bit for bit.
#pragma once

#include "kernels/contract.h"

namespace ropekv::checks {

bool compute_alike(const ropekv_description& a, const ropekv_description& b);

}  // namespace ropekv::checks
