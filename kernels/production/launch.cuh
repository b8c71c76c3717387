// A launch on the GPU lane: of the kernel that computes, and of the same that does not (the floor
// of kernels/bench/). One text for both, so that a floor is always the floor of today's kernel.
#pragma once

#include "kernels/cuda_launch.cuh"
#include "kernels/pdl.h"
#include "kernels/production/dispatch.h"
#include "kernels/production/rope_kv_body.h"
#include "kernels/support.h"

namespace ropekv::production {

template <class Variant>
__global__ void __launch_bounds__(kMaxThreadsPerBlock)
    rope_kv_kernel(const __grid_constant__ ropekv_args args,
                   const __grid_constant__ Geometry geometry) {
  launch_dependents();
  wait_for_predecessor();
  rope_kv_thread<Variant>(args, geometry, blockIdx.x, threadIdx.x);
}

template <bool computes>
ropekv_status launch_cuda(const ropekv_description& description, const ropekv_args& args,
                          void* stream, ropekv_error* error) {
  if (ropekv_status s = check_support(description, args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;
  Geometry geometry;
  if (ropekv_status s = plan_geometry(args, &geometry, error)) return s;
  return dispatch<computes>(args, geometry, [&]<class V>(V) -> ropekv_status {
    return launch_grid("rope_kv_kernel", &rope_kv_kernel<V>,
                       Grid{geometry.num_blocks, geometry.threads_per_block}, stream,
                       args.enable_pdl != 0, error, args, geometry);
  });
}

}  // namespace ropekv::production
