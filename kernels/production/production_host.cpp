// The host lane of the production kernel: the same body, every thread of the same grid.
#include "kernels/production/dispatch.h"
#include "kernels/production/production.h"
#include "kernels/production/rope_kv_body.h"
#include "kernels/support.h"
#include "kernels/thread_order.h"

namespace ropekv {

ropekv_status launch_production_host(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  using namespace production;
  if (ropekv_status s = check_support(kProductionDescription, args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;
  Geometry geometry;
  if (ropekv_status s = plan_geometry(args, &geometry, error)) return s;
  return dispatch(args, geometry, [&]<class V>(V) -> ropekv_status {
    for_each_thread(
        geometry.num_blocks, geometry.threads_per_block, how,
        [&](uint32_t block, uint32_t thread) { rope_kv_thread<V>(args, geometry, block, thread); });
    return ROPEKV_OK;
  });
}

}  // namespace ropekv
