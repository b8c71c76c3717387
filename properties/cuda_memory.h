// Device memory that stays until it is too small: an allocation for every question would cost more
// than the answer.
#pragma once

#include <cuda_runtime_api.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>

#include "properties/cuda_call.h"
#include "properties/lane.h"

namespace ropekv {

class DeviceMemory {
 public:
  DeviceMemory() = default;
  ~DeviceMemory() { cudaFree(base_); }
  DeviceMemory(const DeviceMemory&) = delete;
  DeviceMemory& operator=(const DeviceMemory&) = delete;

  void* at_least(int64_t bytes) {
    if (bytes <= bytes_) return base_;
    ROPEKV_CUDA_CALL(cudaFree(base_));
    base_ = nullptr;
    bytes_ = 0;
    const int64_t wanted = with_room_to_grow(bytes);
    const cudaError_t status = cudaMalloc(&base_, wanted);
    if (status == cudaErrorMemoryAllocation) throw OutOfMemory(no_room_for(wanted));
    ROPEKV_CUDA_CALL(status);
    bytes_ = wanted;
    return base_;
  }

 private:
  // What is given back waits for the whole device, other lanes included: it should be rare.
  static int64_t with_room_to_grow(int64_t bytes) {
    constexpr int64_t kLeast = int64_t{1} << 16;
    constexpr int64_t kLarge = int64_t{1} << 26;
    if (bytes > kLarge) return bytes;
    return std::max(kLeast, static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(bytes))));
  }
  static std::string no_room_for(int64_t bytes) {
    cudaGetLastError();
    size_t free_bytes = 0;
    size_t total_bytes = 0;
    ROPEKV_CUDA_CALL(cudaMemGetInfo(&free_bytes, &total_bytes));
    return "the device has no room for " + std::to_string(bytes) + " bytes, " +
           std::to_string(free_bytes) + " are free";
  }

  void* base_ = nullptr;
  int64_t bytes_ = 0;
};

}  // namespace ropekv
