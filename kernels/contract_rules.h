// What the contract itself demands of a launch, whichever kernel runs it.
#pragma once

#include "kernels/contract.h"

namespace ropekv {

// ROPEKV_OK, or ROPEKV_INVALID_ARGUMENT with a sentence.
ropekv_status check_contract(const ropekv_args& args, ropekv_error* error);

}  // namespace ropekv
