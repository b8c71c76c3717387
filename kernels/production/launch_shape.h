// The three shapes of a launch, and which one a launch takes: by the bytes that it moves.
//
// A small launch is over before the machine is full, so its blocks are spread over as many SMs as
// there are. A large one outlasts the L2: its data is streamed past it, in blocks so lean that six
// of them share an SM. RESULTS.md of kernels/bench has the measurements.
#pragma once

#include <array>
#include <cstdint>

namespace ropekv::production {

enum class Shape : uint8_t { kSmall, kMiddle, kLarge };
inline constexpr std::array kShapes{Shape::kSmall, Shape::kMiddle, Shape::kLarge};

constexpr const char* shape_name(Shape shape) {
  return shape == Shape::kSmall ? "small" : shape == Shape::kMiddle ? "middle" : "large";
}
constexpr uint32_t threads_per_block(Shape shape) {
  return shape == Shape::kSmall ? 64 : shape == Shape::kMiddle ? 128 : 256;
}

// Bytes read and written of q, k, v, their outputs and the caches; below the first a launch is
// small, from the second on it is large.
constexpr int64_t kMiddleBytes = 3'400'000;
constexpr int64_t kLargeBytes = 5'500'000;

constexpr Shape shape_for(int64_t bytes) {
  return bytes < kMiddleBytes  ? Shape::kSmall
         : bytes < kLargeBytes ? Shape::kMiddle
                               : Shape::kLarge;
}

}  // namespace ropekv::production
