#include "kernels/bench/empty.h"
#include "kernels/cuda_launch.cuh"
#include "kernels/pdl.h"

namespace ropekv {
namespace {

__global__ void empty_kernel() {
  launch_dependents();
  wait_for_predecessor();
}

}  // namespace

ropekv_status launch_empty_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  if (error != nullptr) *error = ropekv_error{};
  return launch_grid("empty_kernel", &empty_kernel, Grid{1, 32}, stream, args.enable_pdl != 0,
                     error);
}

}  // namespace ropekv
