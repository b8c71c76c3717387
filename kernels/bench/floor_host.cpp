// The host lane of the floor yardstick.
#include "kernels/bench/floor.h"
#include "kernels/production/launch_host.h"

namespace ropekv {

ropekv_status launch_floor_host(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  return production::launch_host<false>(kFloorDescription, args, std::nullopt, how, error);
}

}  // namespace ropekv
