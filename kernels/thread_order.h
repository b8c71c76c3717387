// The host lane: every thread of a grid, one after the other, in a chosen order.
//
// Threads of a correct kernel do not see each other, so every order gives the same bytes. A hazard
// between two threads, which a GPU shows one time in a thousand, shows here as a difference.
#pragma once

#include <bit>
#include <cstdint>

#include "kernels/registry.h"

namespace ropekv {

// A seeded bijection of [0, size) without a table: four Feistel rounds on the next even number of
// bits, walked until the value falls inside again (fewer than four steps on average).
class Permutation {
 public:
  Permutation(uint64_t size, uint64_t seed)
      : size_(size), half_bits_((std::bit_width(size > 1 ? size - 1 : 1) + 1) / 2), seed_(seed) {}

  uint64_t operator()(uint64_t value) const {
    do value = encrypt(value);
    while (value >= size_);
    return value;
  }

 private:
  uint64_t encrypt(uint64_t value) const {
    const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
    uint64_t left = value >> half_bits_;
    uint64_t right = value & mask;
    for (uint64_t round = 1; round <= 4; ++round) {
      const uint64_t key = seed_ + round * 0x9e3779b97f4a7c15U;
      const uint64_t next = left ^ ((right + key) * 0xbf58476d1ce4e5b9U >> 32 & mask);
      left = right;
      right = next;
    }
    return left << half_bits_ | right;
  }

  uint64_t size_;
  int half_bits_;
  uint64_t seed_;
};

// Calls thread(block, thread_in_block) once for each thread of the grid.
template <class Thread>
void for_each_thread(uint32_t num_blocks, uint32_t threads_per_block, HostLaunch launch,
                     const Thread& thread) {
  switch (launch.order) {
    case ThreadOrder::kForward:
      for (uint32_t b = 0; b < num_blocks; ++b) {
        for (uint32_t t = 0; t < threads_per_block; ++t) thread(b, t);
      }
      return;
    case ThreadOrder::kReverse:
      for (uint32_t b = num_blocks; b-- > 0;) {
        for (uint32_t t = threads_per_block; t-- > 0;) thread(b, t);
      }
      return;
    case ThreadOrder::kShuffled: {
      const uint64_t num_threads = uint64_t{num_blocks} * threads_per_block;
      const Permutation permutation(num_threads, launch.shuffle_seed);
      for (uint64_t i = 0; i < num_threads; ++i) {
        const uint64_t index = permutation(i);
        // A 64-bit division would cost more than a thread's work.
        const auto block = index >> 32 == 0 ? static_cast<uint32_t>(index) / threads_per_block
                                            : static_cast<uint32_t>(index / threads_per_block);
        thread(block, static_cast<uint32_t>(index - uint64_t{block} * threads_per_block));
      }
      return;
    }
  }
}

}  // namespace ropekv
