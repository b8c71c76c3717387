// What a kernel can do to its device. The first two leave an error that only a new process can get
// rid of.
#include "kernels/cuda_launch.cuh"
#include "kernels/faults/faults.h"
#include "kernels/naive/naive.h"
#include "kernels/support.h"

#undef NDEBUG  // the assertion is the point
#include <cassert>

namespace ropekv::faults {
namespace {

__global__ void write_to_nowhere_kernel() {
  *reinterpret_cast<volatile int*>(16) = 1;
}

__global__ void failing_assertion_kernel(int64_t num_tokens) {
  assert(num_tokens < 0);
}

__global__ void endless_kernel() {
  for (volatile int i = 0;; i = i + 1) __nanosleep(1000);
}

// Until the device has no more; it is never given back, as long as the process lives.
void take_all_device_memory() {
  for (size_t chunk = size_t{1} << 34; chunk >= 1 << 20; chunk /= 2) {
    for (void* memory = nullptr; cudaMalloc(&memory, chunk) == cudaSuccess;) {
    }
  }
  cudaGetLastError();
}

}  // namespace

ropekv_status launch_fault_cuda(const ropekv_args& args, Fault fault, void* stream,
                                ropekv_error* error) {
  const bool on_device = fault == Fault::kHang || fault == Fault::kOom ||
                         fault == Fault::kIllegalAddress || fault == Fault::kDeviceAssert;
  if (!on_device) strike_on_host(fault, args);
  const auto on = static_cast<cudaStream_t>(stream);
  if (on_device && strikes(args)) {
    if (fault == Fault::kHang) endless_kernel<<<1, 1, 0, on>>>();
    if (fault == Fault::kIllegalAddress) write_to_nowhere_kernel<<<1, 1, 0, on>>>();
    if (fault == Fault::kDeviceAssert) failing_assertion_kernel<<<1, 1, 0, on>>>(args.num_tokens);
    if (fault == Fault::kOom) {
      take_all_device_memory();
      if (error) error->cuda_error = cudaErrorMemoryAllocation;
      return reject(error, ROPEKV_LAUNCH_FAILED, "cudaMalloc: %s",
                    cudaGetErrorString(cudaErrorMemoryAllocation));
    }
  }
  return launch_naive_cuda(args, stream, error);
}

}  // namespace ropekv::faults
