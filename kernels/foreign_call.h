// What comes back from a function of a plug-in is somebody else's: any number, any bytes.
#pragma once

#include <functional>

#include "kernels/contract.h"

namespace ropekv {

// Calls, and makes of the answer what the contract allows: a status that it knows, and a message
// that ends, is one line and holds nothing that a terminal or a report would obey.
ropekv_status call_foreign(const char* function, ropekv_error* error,
                           const std::function<ropekv_status(ropekv_error*)>& call);

}  // namespace ropekv
