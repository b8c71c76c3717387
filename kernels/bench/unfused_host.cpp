// The host lane of the unfused pair.
#include "kernels/bench/scatter_body.h"
#include "kernels/bench/unfused.h"
#include "kernels/grid.h"
#include "kernels/production/production.h"
#include "kernels/thread_order.h"

namespace ropekv {

ropekv_status launch_unfused_host(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  if (ropekv_status s = check_support(kUnfusedDescription, args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;
  const bench::ScatterPlan plan = bench::plan_scatter(args);
  Grid grid{};
  if (ropekv_status s = flat_grid(args, num_threads(plan), &grid, error)) return s;
  if (ropekv_status s = launch_production_host(bench::without_caches(args), how, error)) {
    return s;
  }
  return bench::dispatch_scatter(args, plan, [&](auto element, auto vec, auto fp8) {
    for_each_thread(grid.num_blocks, grid.threads_per_block, how,
                    [&](uint32_t block, uint32_t thread) {
                      bench::scatter_thread<decltype(element), vec(), fp8()>(
                          plan, int64_t{block} * 256 + thread);
                    });
    return ropekv_status{ROPEKV_OK};
  });
}

}  // namespace ropekv
