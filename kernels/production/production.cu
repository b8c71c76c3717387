// The GPU lane of the production kernel.
#include "kernels/production/launch.cuh"
#include "kernels/production/production.h"

namespace ropekv {

ropekv_status launch_production_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  return production::launch_cuda<true>(kProductionDescription, args, std::nullopt, stream, error);
}

ropekv_status production::launch_cuda_in(Shape shape, const ropekv_args& args, void* stream,
                                         ropekv_error* error) {
  return launch_cuda<true>(kProductionDescription, args, shape, stream, error);
}

}  // namespace ropekv
