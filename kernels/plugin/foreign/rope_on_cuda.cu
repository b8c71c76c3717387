#include <cuda_runtime.h>

#include "kernels/plugin/foreign/rope_body.h"

namespace foreign {
namespace {

template <class T>
__global__ void rope_kernel(Call call) {
#if __CUDA_ARCH__ >= 900
  if (call.enable_pdl) cudaGridDependencySynchronize();
#endif
  const uint64_t row = uint64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (row < call.num_rows()) rope_row<T>(call, row);
}

}  // namespace

int rope_on_cuda(DType dtype, const Call& call, void* stream) {
  constexpr unsigned kThreads = 128;
  const uint64_t blocks = (call.num_rows() + kThreads - 1) / kThreads;
  if (blocks == 0) return cudaSuccess;
  cudaLaunchAttribute attribute{};
  attribute.id = cudaLaunchAttributeProgrammaticStreamSerialization;
  attribute.val.programmaticStreamSerializationAllowed = 1;
  cudaLaunchConfig_t config{};
  config.gridDim = dim3(static_cast<unsigned>(blocks));
  config.blockDim = dim3(kThreads);
  config.stream = static_cast<cudaStream_t>(stream);
  config.attrs = &attribute;
  config.numAttrs = call.enable_pdl ? 1 : 0;
  const cudaError_t launched = dtype == DType::kF16
                                   ? cudaLaunchKernelEx(&config, rope_kernel<__half>, call)
                                   : cudaLaunchKernelEx(&config, rope_kernel<__nv_bfloat16>, call);
  const cudaError_t last = cudaGetLastError();
  return launched != cudaSuccess ? launched : last;
}

}  // namespace foreign
