// The floor yardsticks: the threads of the production kernel, with its loads and stores, its chain
// of dependent loads (position to table row, slot to cache row) and its plan, but without its
// arithmetic; one for each shape of its launches. What they leave in the outputs means nothing.
#pragma once

#include "kernels/our_description.h"
#include "kernels/production/launch_shape.h"
#include "kernels/registry.h"

namespace ropekv {

constexpr ropekv_description floor_description(const char* name) {
  return our_description(name, "the production kernel's loads and stores without its arithmetic");
}

template <production::Shape shape>
ropekv_status launch_floor_host(const ropekv_args& args, HostLaunch how, ropekv_error* error);

// Only where ROPEKV_CUDA is on.
template <production::Shape shape>
ropekv_status launch_floor_cuda(const ropekv_args& args, void* stream, ropekv_error* error);

}  // namespace ropekv
