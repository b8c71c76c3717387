// The fence of a CUDA device (problem.h): chunks of its memory in a range of addresses that is
// otherwise not mapped. What a kernel touches between them is an illegal address, which ends the
// context: the case is CRASHED.
#pragma once

#include <cstdint>
#include <vector>

namespace ropekv {

class CudaFence {
 public:
  explicit CudaFence(int device_idx);  // throws std::runtime_error
  ~CudaFence();
  CudaFence(const CudaFence&) = delete;
  CudaFence& operator=(const CudaFence&) = delete;

  void* base() const { return reinterpret_cast<void*>(base_); }

 private:
  void release();
  uint64_t base_ = 0;
  std::vector<uint64_t> chunks_;  // handles, mapped in order
};

}  // namespace ropekv
