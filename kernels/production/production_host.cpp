// The host lane of the production kernel.
#include "kernels/production/launch_host.h"
#include "kernels/production/production.h"

namespace ropekv {

ropekv_status launch_production_host(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  return production::launch_host<true>(kProductionDescription, args, std::nullopt, how, error);
}

ropekv_status production::launch_host_in(Shape shape, const ropekv_args& args, HostLaunch how,
                                         ropekv_error* error) {
  return launch_host<true>(kProductionDescription, args, shape, how, error);
}

}  // namespace ropekv
