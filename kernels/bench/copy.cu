// The GPU lane of the copy yardstick.
#include "kernels/bench/copy.h"
#include "kernels/bench/copy_body.h"
#include "kernels/cuda_launch.cuh"
#include "kernels/pdl.h"
#include "kernels/support.h"

namespace ropekv {
namespace bench {
namespace {

template <int kVectors>
__global__ void __launch_bounds__(kCopyThreads) copy_kernel(const __grid_constant__ CopyPlan plan) {
  launch_dependents();
  wait_for_predecessor();
  copy_thread<kVectors>(plan, blockIdx.x, threadIdx.x);
}

template <int kVectors>
ropekv_status launch(const ropekv_description& description, const ropekv_args& args, void* stream,
                     ropekv_error* error) {
  if (ropekv_status s = check_support(description, args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;
  CopyPlan plan{};
  if (ropekv_status s = plan_copy(args, &plan, error)) return s;
  Grid grid{};
  const int64_t threads = (num_vectors(plan) + kVectors - 1) / kVectors;
  if (ropekv_status s = flat_grid(args, threads, &grid, error)) return s;
  return launch_grid("copy_kernel", &copy_kernel<kVectors>, grid, stream, args.enable_pdl != 0,
                     error, plan);
}

}  // namespace
}  // namespace bench

ropekv_status launch_copy_one_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  return bench::launch<1>(kCopyOneDescription, args, stream, error);
}
ropekv_status launch_copy_four_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  return bench::launch<4>(kCopyFourDescription, args, stream, error);
}

}  // namespace ropekv
