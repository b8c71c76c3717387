// The two shapes of a launch, and which one a launch takes: by the bytes that it moves.
//
// A small launch is over before the machine is full: what it waits for is its chain of dependent
// loads. It may hold many registers, and has its addresses at hand before the chain begins.
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

inline constexpr uint32_t kThreadsPerBlock = 128;  // at most

// Blocks that are to fit an SM. 12 leave a thread 40 registers.
constexpr uint32_t min_blocks_per_sm(Shape shape) {
  return shape == Shape::kSmall ? 1 : 12;
}

// When a launch lets the next one in, with programmatic dependent launch. Early is good for the
// next, which has addresses to work out, and bad for this one's own last blocks, which then find
// the SMs taken. A handful of blocks has an SM each, and in a large launch it does not matter.
enum class Trigger : uint8_t { kAtOnce, kAfterWait, kOnceLoaded };

struct Pace {
  uint32_t threads_per_block;
  Trigger trigger;
};

// For a launch that would have so many blocks of kThreadsPerBlock. A block or two for each SM are
// better somewhat smaller: there are more of them, and they spread more evenly.
constexpr Pace pace_for(Shape shape, uint32_t num_blocks) {
  constexpr uint32_t kFewBlocks = 8, kManyBlocks = 256;
  if (shape == Shape::kLarge || num_blocks < kFewBlocks) {
    return {kThreadsPerBlock, Trigger::kAtOnce};
  }
  if (num_blocks < kManyBlocks) return {96, Trigger::kAfterWait};
  return {kThreadsPerBlock, Trigger::kOnceLoaded};
}

}  // namespace ropekv::production
