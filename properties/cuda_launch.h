// A launch of the kernel under test on a CUDA device, and the wait for its end.
//
// Lanes on several threads share one process, but a kernel's host code need not be thread-safe: one
// thread at a time is in it. Waiting is for each lane's own stream, so lanes do not wait for each
// other; and a kernel that ignores its stream argument is not waited for, which shows.
#pragma once

#include <cuda_runtime_api.h>

#include <mutex>
#include <string>

#include "properties/cuda_stream.h"
#include "properties/lane.h"

namespace ropekv {

std::string name_and_text(cudaError_t code);
void mark_failed(LaunchResult* result, cudaError_t code, const std::string& sentence);

// As long as one lives, no other thread calls a kernel under test.
class KernelCalls {
 public:
  KernelCalls();
  // Nothing if an earlier call of the same launch was rejected.
  void call(const Kernel& kernel, const ropekv_args& args, cudaStream_t stream,
            LaunchResult* result);

 private:
  std::unique_lock<std::mutex> lock_;
};

// Waits for the stream. False if the device is lost.
bool wait_for_end(cudaStream_t stream, LaunchResult* result);

// The time between two events of one stream.
class CudaTimer {
 public:
  void start(cudaStream_t stream) { ROPEKV_CUDA_CALL(cudaEventRecord(start_, stream)); }
  void stop(cudaStream_t stream) { cudaEventRecord(stop_, stream); }  // if it fails, so does a wait
  double milliseconds() const;                                        // after the wait

 private:
  CudaEvent start_, stop_;
};

// Launches plainly, waits for the end, and returns what went wrong. Throws only where the harness's
// own calls fail before the launch.
LaunchResult launch_and_wait(const Kernel& kernel, const ropekv_args& args, cudaStream_t stream,
                             CudaTimer* timer);

}  // namespace ropekv
