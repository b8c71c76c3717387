// What comes back from a function of a plug-in is somebody else's: any number, any bytes, and a
// process in any state.
#pragma once

#include <functional>

#include "kernels/contract.h"
#include "kernels/float_mode.h"

namespace ropekv {

// Calls in `mode`, and makes of the answer what the contract allows: a status that it knows, and a
// message that ends, is one line and holds nothing that a terminal or a report would obey. Floating
// point is ours again after it; a function that leaves it changed has failed. If it forked, only
// one process comes back.
ropekv_status call_foreign(const char* function, const FloatMode& mode, ropekv_error* error,
                           const std::function<ropekv_status(ropekv_error*)>& call);

}  // namespace ropekv
