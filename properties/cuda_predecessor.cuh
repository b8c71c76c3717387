// The kernel that runs before the one under test: holds a stream until the host says that
// everything behind it has been launched, and then writes what the next kernel is to read.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "properties/cuda_call.h"
#include "properties/cuda_copy.cuh"

namespace ropekv {

// Told by the host when the launch under test is in the queue. Without it a host that is slow
// between two launches would make every predecessor look fast.
class HostFlag {
 public:
  HostFlag() {
    void* host = nullptr;
    ROPEKV_CUDA_CALL(
        cudaHostAlloc(&host, sizeof(int), cudaHostAllocMapped | cudaHostAllocPortable));
    host_ = static_cast<volatile int*>(host);
    *host_ = 0;
    void* device = nullptr;
    ROPEKV_CUDA_CALL(cudaHostGetDevicePointer(&device, host, 0));
    device_ = static_cast<const volatile int*>(device);
  }
  ~HostFlag() { cudaFreeHost(const_cast<int*>(host_)); }
  HostFlag(const HostFlag&) = delete;
  HostFlag& operator=(const HostFlag&) = delete;

  void lower() { *host_ = 0; }  // while nothing looks at it
  void raise() { *host_ = 1; }
  const volatile int* on_device() const { return device_; }

 private:
  volatile int* host_ = nullptr;
  const volatile int* device_ = nullptr;
};

struct Production {
  static constexpr int kMostCopies = 16;
  MemoryCopy copies[kMostCopies];
  int num_copies;
};

// A kernel under test that waits inside its launch must not hang the harness: it is let go.
inline constexpr uint64_t kLongestHoldNs = 20'000'000;
// From the flag to the first byte written: blocks that came early have read by then.
inline constexpr uint64_t kSpinNs = 50'000;

__device__ inline uint64_t nanoseconds() {
  uint64_t now;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
  return now;
}

__device__ inline void spin_until(const volatile int* flag, uint64_t then_ns) {
  const uint64_t start = nanoseconds();
  while (*flag == 0 && nanoseconds() - start < kLongestHoldNs) {
  }
  const uint64_t raised = nanoseconds();
  while (nanoseconds() - raised < then_ns) {
  }
}

// Plain stores: the end of the grid makes them visible, and a dependent kernel's own
// griddepcontrol.wait waits for that end.
static __global__ void slow_predecessor(Production production, const volatile int* flag,
                                        bool trigger) {
#if __CUDA_ARCH__ >= 900
  if (trigger) asm volatile("griddepcontrol.launch_dependents;");
#endif
  if (threadIdx.x == 0) spin_until(flag, kSpinNs);
  __syncthreads();
  const int64_t stride = static_cast<int64_t>(gridDim.x) * blockDim.x;
  const int64_t first = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  for (int i = 0; i < production.num_copies; ++i) copy_memory(production.copies[i], first, stride);
}

static __global__ void hold(const volatile int* flag) {
  spin_until(flag, 0);
}

}  // namespace ropekv
