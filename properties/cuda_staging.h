// Pinned host memory through which a lane's copies go: a copy from pageable memory waits, and one
// that does not wait must not outlive its source.
#pragma once

#include <cuda_runtime_api.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "properties/cuda_call.h"

namespace ropekv {

class CudaStaging {
 public:
  explicit CudaStaging(cudaStream_t stream) : stream_(stream) {}
  ~CudaStaging() {
    cudaFreeHost(base_);
    cudaFreeHost(window_);
  }
  CudaStaging(const CudaStaging&) = delete;
  CudaStaging& operator=(const CudaStaging&) = delete;

  // `from` may go as soon as this returns; the copy is in the stream's order.
  void copy_in(void* to, const void* from, int64_t bytes) {
    for (int64_t done = 0; done < bytes;) {
      const int64_t part = std::min(bytes - done, kBytes);
      char* staged = lend(part);
      std::memcpy(staged, static_cast<const char*>(from) + done, part);
      ROPEKV_CUDA_CALL(cudaMemcpyAsync(static_cast<char*>(to) + done, staged, part,
                                       cudaMemcpyHostToDevice, stream_));
      done += part;
    }
  }
  // Waits for all that the stream holds.
  void copy_out(void* to, const void* from, int64_t bytes) {
    for (int64_t done = 0; done < bytes;) {
      const int64_t part = std::min(bytes - done, kBytes);
      char* staged = lend(part);
      ROPEKV_CUDA_CALL(cudaMemcpyAsync(staged, static_cast<const char*>(from) + done, part,
                                       cudaMemcpyDeviceToHost, stream_));
      wait();
      std::memcpy(static_cast<char*>(to) + done, staged, part);
      done += part;
    }
  }
  // Waits too. What is returned stays until the next call.
  const std::byte* look_at(const void* from, int64_t bytes) {
    if (bytes > kMostPinned) {  // pinned memory is everybody's
      large_.resize(bytes);
      copy_out(large_.data(), from, bytes);
      return large_.data();
    }
    if (bytes > window_bytes_) {
      cudaFreeHost(std::exchange(window_, nullptr));
      window_bytes_ = static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(bytes)));
      ROPEKV_CUDA_CALL(cudaHostAlloc(&window_, window_bytes_, cudaHostAllocDefault));
    }
    ROPEKV_CUDA_CALL(cudaMemcpyAsync(window_, from, bytes, cudaMemcpyDeviceToHost, stream_));
    wait();
    return static_cast<const std::byte*>(window_);
  }
  void wait() {
    ROPEKV_CUDA_CALL(cudaStreamSynchronize(stream_));
    used_ = 0;
  }

 private:
  static constexpr int64_t kBytes = int64_t{4} << 20;
  static constexpr int64_t kMostPinned = int64_t{64} << 20;

  char* lend(int64_t bytes) {
    if (!base_) ROPEKV_CUDA_CALL(cudaHostAlloc(&base_, kBytes, cudaHostAllocDefault));
    if (used_ + bytes > kBytes) wait();
    char* lent = static_cast<char*>(base_) + used_;
    used_ += (bytes + 15) / 16 * 16;
    return lent;
  }

  cudaStream_t stream_;
  void* base_ = nullptr;
  int64_t used_ = 0;  // since the last wait
  void* window_ = nullptr;
  int64_t window_bytes_ = 0;
  std::vector<std::byte> large_;
};

}  // namespace ropekv
