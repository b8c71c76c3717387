// The harm of a canary on the GPU lane: by a thread of its own, behind production in the stream.
#include "kernels/canary/canary_launch.h"
#include "kernels/cuda_launch.cuh"
#include "kernels/production/production.h"

namespace ropekv::canaries {
namespace {

__global__ void spoil_kernel(const __grid_constant__ ropekv_args args, Wrong wrong, Place place) {
  spoil(depends_on_indices(wrong) ? place_by_index(wrong, args) : place);
}

}  // namespace

ropekv_status launch_canary_cuda(Wrong wrong, const ropekv_args& args, void* stream,
                                 ropekv_error* error) {
  const ropekv_status status = launch_production_cuda(launched(wrong, args), stream, error);
  if (status != ROPEKV_OK || wrong == Wrong::kLastToken) return status;
  return launch_grid("spoil_kernel", &spoil_kernel, Grid{1, 1}, stream, false, error, args, wrong,
                     place_by_shape(wrong, args));
}

}  // namespace ropekv::canaries
