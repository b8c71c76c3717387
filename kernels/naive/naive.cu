// The GPU lane of the naive kernel. It ignores enable_pdl: plain stream order is always right.
#include "kernels/cuda_launch.cuh"
#include "kernels/naive/naive.h"
#include "kernels/naive/naive_steps.h"
#include "kernels/support.h"

namespace ropekv {
namespace {

using namespace naive;

template <class T>
__global__ void naive_rope_kernel(const __grid_constant__ ropekv_args args,
                                  const __grid_constant__ Rows<T> rows) {
  rope_thread(args, rows, int64_t{blockIdx.x} * 256 + threadIdx.x);
}

template <class T>
__global__ void naive_scatter_kernel(const __grid_constant__ ropekv_args args,
                                     const __grid_constant__ Scatter<T> what) {
  scatter_thread(args, what, int64_t{blockIdx.x} * 256 + threadIdx.x);
}

struct CudaRunner {
  const ropekv_args& args;
  void* stream;
  ropekv_error* error;

  template <class T>
  ropekv_status rope(const Rows<T>& rows, Grid grid) const {
    return launch_grid("naive_rope_kernel", &naive_rope_kernel<T>, grid, stream, false, error, args,
                       rows);
  }
  template <class T>
  ropekv_status scatter(const Scatter<T>& what, Grid grid) const {
    return launch_grid("naive_scatter_kernel", &naive_scatter_kernel<T>, grid, stream, false, error,
                       args, what);
  }
};

}  // namespace

ropekv_status launch_naive_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  if (ropekv_status s = check_support(kNaiveDescription, args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;
  return run_for_dtype(args, CudaRunner{args, stream, error}, error);
}

}  // namespace ropekv
