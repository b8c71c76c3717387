// The two shapes of a launch, and which one a launch takes: by the bytes that it moves.
//
// A small launch is over before the machine is full: what it waits for is its chain of dependent
// loads. It may hold many registers, and has everything at hand before the chain begins. It lets
// the next launch in once the chain is under way: at its start the next would take the SMs that its
// own last blocks need.
//
// A large launch keeps the memory busy: many lean blocks to an SM, and data streamed past the
// caches. kernels/bench/RESULTS.md has the measurements.
#pragma once

#include <array>
#include <cstdint>

namespace ropekv::production {

enum class Shape : uint8_t { kSmall, kLarge };
inline constexpr std::array kShapes{Shape::kSmall, Shape::kLarge};

// Bytes read and written of q, k, v, their outputs and the caches, from which a launch is large.
inline constexpr int64_t kLargeBytes = 8'000'000;

constexpr Shape shape_for(int64_t bytes) {
  return bytes < kLargeBytes ? Shape::kSmall : Shape::kLarge;
}

inline constexpr uint32_t kThreadsPerBlock = 128;

// Blocks that are to fit an SM. 12 leave a thread 40 registers.
constexpr uint32_t min_blocks_per_sm(Shape shape) {
  return shape == Shape::kSmall ? 1 : 12;
}

}  // namespace ropekv::production
