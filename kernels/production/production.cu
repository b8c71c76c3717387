// The GPU lane of the production kernel.
#include "kernels/cuda_launch.cuh"
#include "kernels/pdl.h"
#include "kernels/production/dispatch.h"
#include "kernels/production/production.h"
#include "kernels/production/rope_kv_body.h"
#include "kernels/support.h"

namespace ropekv {
namespace production {
namespace {

template <class Variant>
__global__ void __launch_bounds__(kMaxThreadsPerBlock)
    rope_kv_kernel(const __grid_constant__ ropekv_args args,
                   const __grid_constant__ Geometry geometry) {
  launch_dependents();
  wait_for_predecessor();
  rope_kv_thread<Variant>(args, geometry, blockIdx.x, threadIdx.x);
}

}  // namespace
}  // namespace production

ropekv_status launch_production_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  using namespace production;
  if (ropekv_status s = check_support(kProductionDescription, args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;
  Geometry geometry;
  if (ropekv_status s = plan_geometry(args, &geometry, error)) return s;
  return dispatch(args, geometry, [&]<class V>(V) -> ropekv_status {
    return launch_grid("rope_kv_kernel", &rope_kv_kernel<V>,
                       Grid{geometry.num_blocks, geometry.threads_per_block}, stream,
                       args.enable_pdl != 0, error, args, geometry);
  });
}

}  // namespace ropekv
