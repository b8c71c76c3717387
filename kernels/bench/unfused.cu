// The GPU lane of the unfused pair. With PDL the scatter, too, may come onto the machine early; it
// waits for the rotation before it reads anything.
#include "kernels/bench/scatter_body.h"
#include "kernels/bench/unfused.h"
#include "kernels/cuda_launch.cuh"
#include "kernels/grid.h"
#include "kernels/pdl.h"
#include "kernels/production/production.h"

namespace ropekv {
namespace {

template <class Element, int kVec, bool kFp8>
__global__ void __launch_bounds__(256)
    scatter_kernel(const __grid_constant__ bench::ScatterPlan plan) {
  launch_dependents();
  wait_for_predecessor();
  bench::scatter_thread<Element, kVec, kFp8>(plan, int64_t{blockIdx.x} * 256 + threadIdx.x);
}

}  // namespace

ropekv_status launch_unfused_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  if (ropekv_status s = check_support(kUnfusedDescription, args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;
  const bench::ScatterPlan plan = bench::plan_scatter(args);
  Grid grid{};
  if (ropekv_status s = flat_grid(args, num_threads(plan), &grid, error)) return s;
  if (ropekv_status s = launch_production_cuda(bench::without_caches(args), stream, error)) {
    return s;
  }
  return bench::dispatch_scatter(args, plan, [&](auto element, auto vec, auto fp8) {
    return launch_grid("scatter_kernel", &scatter_kernel<decltype(element), vec(), fp8()>, grid,
                       stream, args.enable_pdl != 0, error, plan);
  });
}

}  // namespace ropekv
