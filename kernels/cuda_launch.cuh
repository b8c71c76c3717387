// Launching a kernel and saying what came of it. For .cu files.
#pragma once

#include <cuda_runtime.h>

#include "kernels/grid.h"

namespace ropekv {

template <class... Parameters>
ropekv_status launch_grid(const char* kernel_name, void (*kernel)(Parameters...), Grid grid,
                          void* stream, bool enable_pdl, ropekv_error* error,
                          const Parameters&... parameters) {
  if (grid.num_blocks == 0) return ROPEKV_OK;  // an empty grid is an error to the runtime
  cudaLaunchAttribute attribute{};
  attribute.id = cudaLaunchAttributeProgrammaticStreamSerialization;
  attribute.val.programmaticStreamSerializationAllowed = 1;

  cudaLaunchConfig_t config{};
  config.gridDim = dim3(grid.num_blocks);
  config.blockDim = dim3(grid.threads_per_block);
  config.stream = static_cast<cudaStream_t>(stream);
  config.attrs = &attribute;
  config.numAttrs = enable_pdl ? 1 : 0;

  const cudaError_t launched = cudaLaunchKernelEx(&config, kernel, parameters...);
  const cudaError_t last = cudaGetLastError();  // also takes it off the thread
  const cudaError_t code = launched != cudaSuccess ? launched : last;
  if (code == cudaSuccess) return ROPEKV_OK;
  if (error != nullptr) error->cuda_error = code;
  return reject(error, ROPEKV_LAUNCH_FAILED, "cudaLaunchKernelEx(%s, %u blocks of %u): %s",
                kernel_name, grid.num_blocks, grid.threads_per_block, cudaGetErrorString(code));
}

}  // namespace ropekv
