// The host lane of the floor yardsticks.
#include "kernels/bench/floor.h"
#include "kernels/production/launch_host.h"

namespace ropekv {

template <production::Shape shape>
ropekv_status launch_floor_host(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  return production::launch_host<false>(floor_description("floor"), args, shape, how, error);
}

using production::Shape;
template ropekv_status launch_floor_host<Shape::kSmall>(const ropekv_args&, HostLaunch,
                                                        ropekv_error*);
template ropekv_status launch_floor_host<Shape::kLarge>(const ropekv_args&, HostLaunch,
                                                        ropekv_error*);

}  // namespace ropekv
