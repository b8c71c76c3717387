// The GPU lane of the production kernel.
#include "kernels/production/launch.cuh"
#include "kernels/production/production.h"

namespace ropekv {

ropekv_status launch_production_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  return production::launch_cuda<true>(kProductionDescription, args, stream, error);
}

}  // namespace ropekv
