// The one place that decides whether a launch is legal and within a kernel's support, for every
// lane alike, before anything is written.
#pragma once

#include "kernels/contract.h"

namespace ropekv {

// ROPEKV_OK, or INVALID_ARGUMENT (against the contract), or UNSUPPORTED (outside `description`),
// with a sentence that names the argument and its value in error->message.
ropekv_status check_support(const ropekv_description& description, const ropekv_args& args,
                            ropekv_error* error);

// Fills error->message (printf-style) and returns `status`.
ropekv_status reject(ropekv_error* error, ropekv_status status, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

}  // namespace ropekv
