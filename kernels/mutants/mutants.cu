// The GPU lane of the mutable kernel.
#include "kernels/cuda_launch.cuh"
#include "kernels/mutants/mutable_launch.h"
#include "kernels/mutants/mutants.h"

namespace ropekv::mutants {
namespace {

template <class Element>
__global__ void mutable_kernel(const __grid_constant__ ropekv_args args, Fault fault) {
  mutable_thread<Element>(args, fault, int64_t{blockIdx.x} * 256 + threadIdx.x);
}

}  // namespace

ropekv_status launch_mutable_cuda(const ropekv_args& args, Fault fault, void* stream,
                                  ropekv_error* error) {
  if (fault == Fault::kStreamIgnored) stream = nullptr;
  return check_and_run(args, error, [&]<class Element>(Element, Grid grid) -> ropekv_status {
    return launch_grid("mutable_kernel", &mutable_kernel<Element>, grid, stream,
                       args.enable_pdl != 0, error, args, fault);
  });
}

}  // namespace ropekv::mutants
