// Pseudo-random launches over one block of memory, so that two kernels can be compared by bytes.
//
// This is the kernels' own small source of cases: the real generator lives in properties/, which
// this room does not include. The same seed makes the same launch.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "kernels/contract.h"
#include "kernels/tensor_view.h"

namespace ropekv::testing {

class XorShift {
 public:
  explicit XorShift(uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15U + 0x1234567) {
    for (int i = 0; i < 8; ++i) next();
  }
  uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ * 0x2545f4914f6cdd1dU;
  }
  int64_t in_range(int64_t first, int64_t last) {
    return first + static_cast<int64_t>((next() >> 11) % static_cast<uint64_t>(last - first + 1));
  }
  bool one_in(int64_t n) { return in_range(1, n) == 1; }

 private:
  uint64_t state_;
};

struct RandomLaunch {
  ropekv_args args;
  std::shared_ptr<std::byte> memory;
  size_t num_bytes;

  bool same_bytes(const RandomLaunch& other) const {
    return num_bytes == other.num_bytes &&
           std::memcmp(memory.get(), other.memory.get(), num_bytes) == 0;
  }
};

using Allocate = std::shared_ptr<std::byte> (*)(size_t num_bytes);

inline std::shared_ptr<std::byte> host_memory(size_t num_bytes) {
  return {static_cast<std::byte*>(std::aligned_alloc(256, (num_bytes + 255) / 256 * 256)),
          [](std::byte* memory) { std::free(memory); }};
}

RandomLaunch random_launch(uint64_t seed, Allocate allocate = &host_memory);

// Packed q rows and nothing else; q, its output, positions and table are for the caller to give.
ropekv_args of_q_alone(int64_t num_tokens, int32_t num_heads, int32_t head_dim);

// For failure messages.
std::string summary(const ropekv_args& args);

}  // namespace ropekv::testing
