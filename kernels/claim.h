// What a kernel claims to support: what its description says, less what its ropekv_supports
// excepts.
#pragma once

#include "kernels/registry.h"

namespace ropekv {

// As check_support; of a kernel with a function of its own for it, that as well.
ropekv_status check_claim(const Kernel& kernel, const ropekv_args& args, ropekv_error* error);

}  // namespace ropekv
