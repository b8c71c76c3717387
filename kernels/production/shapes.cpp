#include "kernels/production/shapes.h"

#include "kernels/production/production.h"

namespace ropekv {
namespace {

using production::Shape;

template <Shape shape>
ropekv_status launch_host(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  return production::launch_host_in(shape, args, how, error);
}

#if ROPEKV_CUDA
template <Shape shape>
ropekv_status launch_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  return production::launch_cuda_in(shape, args, stream, error);
}
#define ROPEKV_CUDA_LANE(launch) &launch
#else
#define ROPEKV_CUDA_LANE(launch) nullptr
#endif

template <Shape shape>
Kernel kernel_in(const char* name) {
  const ropekv_description description =
      our_description(name, "the production kernel, every launch in this shape");
  return {name, description, &launch_host<shape>, ROPEKV_CUDA_LANE(launch_cuda<shape>)};
}

}  // namespace

std::span<const Kernel> production_shapes() {
  static const Kernel kShaped[] = {
      kernel_in<Shape::kSmall>("production/small"),
      kernel_in<Shape::kLarge>("production/large"),
  };
  return kShaped;
}

}  // namespace ropekv
