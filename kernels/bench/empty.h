// The empty yardstick: a launch of one block that does nothing, with the PDL setting of the others.
#pragma once

#include "kernels/our_description.h"
#include "kernels/registry.h"

namespace ropekv {

constexpr ropekv_description kEmptyDescription = our_description("empty", "a launch of no work");

ropekv_status launch_empty_host(const ropekv_args& args, HostLaunch how, ropekv_error* error);

// Only where ROPEKV_CUDA is on.
ropekv_status launch_empty_cuda(const ropekv_args& args, void* stream, ropekv_error* error);

}  // namespace ropekv
