// The GPU lane of the floor yardstick.
#include "kernels/bench/floor.h"
#include "kernels/production/launch.cuh"

namespace ropekv {

ropekv_status launch_floor_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  return production::launch_cuda<false>(kFloorDescription, args, std::nullopt, stream, error);
}

}  // namespace ropekv
