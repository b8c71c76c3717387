// The production kernel: rotates Q and K and writes K and V into the cache in one launch.
#pragma once

#include <optional>

#include "kernels/our_description.h"
#include "kernels/production/launch_shape.h"
#include "kernels/registry.h"

namespace ropekv {

constexpr ropekv_description kProductionDescription =
    our_description("production", "fused RoPE and KV-cache write, one launch, 16-byte chunks");

ropekv_status launch_production_host(const ropekv_args& args, HostLaunch how, ropekv_error* error);

// Only where ROPEKV_CUDA is on.
ropekv_status launch_production_cuda(const ropekv_args& args, void* stream, ropekv_error* error);

namespace production {

// In a shape of the caller's choice: for tests, whose cases are too small for the others.
ropekv_status launch_host_in(Shape shape, const ropekv_args& args, HostLaunch how,
                             ropekv_error* error);
ropekv_status launch_cuda_in(Shape shape, const ropekv_args& args, void* stream,
                             ropekv_error* error);

}  // namespace production

}  // namespace ropekv
