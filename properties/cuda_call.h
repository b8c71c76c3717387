// The one way to call the CUDA runtime: a failure throws with the place, the error and the text of
// the call.
#pragma once

#include <cuda_runtime_api.h>

#include <stdexcept>
#include <string>

namespace ropekv {

inline void throw_if_failed(cudaError_t status, const char* call, const char* file, int line) {
  if (status == cudaSuccess) return;
  cudaGetLastError();  // so that the next call does not report this one again
  throw std::runtime_error(std::string(file) + ':' + std::to_string(line) + ": " +
                           cudaGetErrorName(status) + " (" + cudaGetErrorString(status) +
                           ") from " + call);
}

}  // namespace ropekv

#define ROPEKV_CUDA_CALL(call) ::ropekv::throw_if_failed((call), #call, __FILE__, __LINE__)
