// The floor yardstick: the threads of the production kernel, with its loads and stores, its chain
// of dependent loads (position to table row, slot to cache row) and its geometry, but without its
// arithmetic. What it leaves in the outputs means nothing.
#pragma once

#include "kernels/our_description.h"
#include "kernels/registry.h"

namespace ropekv {

constexpr ropekv_description kFloorDescription =
    our_description("floor", "the production kernel's loads and stores without its arithmetic");

ropekv_status launch_floor_host(const ropekv_args& args, HostLaunch how, ropekv_error* error);

// Only where ROPEKV_CUDA is on.
ropekv_status launch_floor_cuda(const ropekv_args& args, void* stream, ropekv_error* error);

}  // namespace ropekv
