// The host lane of the copy yardstick.
#include "kernels/bench/copy.h"
#include "kernels/bench/copy_body.h"
#include "kernels/grid.h"
#include "kernels/thread_order.h"

namespace ropekv {
namespace {

template <int kVectors>
ropekv_status launch(const ropekv_description& description, const ropekv_args& args, HostLaunch how,
                     ropekv_error* error) {
  if (ropekv_status s = check_support(description, args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;
  bench::CopyPlan plan{};
  if (ropekv_status s = bench::plan_copy(args, &plan, error)) return s;
  Grid grid{};
  const int64_t threads = (num_vectors(plan) + kVectors - 1) / kVectors;
  if (ropekv_status s = flat_grid(args, threads, &grid, error)) return s;
  for_each_thread(
      grid.num_blocks, grid.threads_per_block, how,
      [&](uint32_t block, uint32_t thread) { bench::copy_thread<kVectors>(plan, block, thread); });
  return ROPEKV_OK;
}

}  // namespace

ropekv_status launch_copy_one_host(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  return launch<1>(kCopyOneDescription, args, how, error);
}
ropekv_status launch_copy_four_host(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  return launch<4>(kCopyFourDescription, args, how, error);
}

}  // namespace ropekv
