// The GPU lane of the floor yardsticks.
#include "kernels/bench/floor.h"
#include "kernels/production/launch.cuh"

namespace ropekv {

template <production::Shape shape>
ropekv_status launch_floor_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  return production::launch_cuda<false>(floor_description("floor"), args, shape, stream, error);
}

using production::Shape;
template ropekv_status launch_floor_cuda<Shape::kSmall>(const ropekv_args&, void*, ropekv_error*);
template ropekv_status launch_floor_cuda<Shape::kLarge>(const ropekv_args&, void*, ropekv_error*);

}  // namespace ropekv
