// A launch on the GPU lane: of the kernel that computes, and of the same that does not (the floor
// of kernels/bench/). One text for both, so that a floor is always the floor of today's kernel.
#pragma once

#include "kernels/cuda_launch.cuh"
#include "kernels/production/dispatch.h"
#include "kernels/production/rope_kv_body.h"
#include "kernels/support.h"

namespace ropekv::production {

template <class V>
__global__ void __launch_bounds__(kThreadsPerBlock, min_blocks_per_sm(V::kShape))
    rope_kv_kernel(const __grid_constant__ Plan plan) {
  rope_kv_thread<V>(plan, blockIdx.x, threadIdx.x);
}

template <bool computes>
ropekv_status launch_cuda(const ropekv_description& description, const ropekv_args& args,
                          std::optional<Shape> forced, void* stream, ropekv_error* error) {
  if (ropekv_status s = check_support(description, args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;
  Plan plan;
  if (ropekv_status s = make_plan(args, forced, &plan, error)) return s;
  return dispatch<computes>(args, plan, [&]<class V>(V) -> ropekv_status {
    return launch_grid("rope_kv_kernel", &rope_kv_kernel<V>,
                       Grid{plan.num_blocks, plan.threads_per_block}, stream, args.enable_pdl != 0,
                       error, plan);
  });
}

}  // namespace ropekv::production
