// The same launch as in launch.cuh on the host lane: the same body, every thread of the same grid.
#pragma once

#include "kernels/production/dispatch.h"
#include "kernels/production/rope_kv_body.h"
#include "kernels/support.h"
#include "kernels/thread_order.h"

namespace ropekv::production {

template <bool computes>
ropekv_status launch_host(const ropekv_description& description, const ropekv_args& args,
                          std::optional<Shape> forced, HostLaunch how, ropekv_error* error) {
  if (ropekv_status s = check_support(description, args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;
  Plan plan;
  if (ropekv_status s = make_plan(args, forced, &plan, error)) return s;
  return dispatch<computes>(args, plan, [&]<class V>(V) -> ropekv_status {
    for_each_thread(
        plan.num_blocks, plan.threads_per_block, how,
        [&](uint32_t block, uint32_t thread) { rope_kv_thread<V>(plan, block, thread); });
    return ROPEKV_OK;
  });
}

}  // namespace ropekv::production
