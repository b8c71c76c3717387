// Division of 32-bit numbers by a number known before the launch: a multiplication and a shift.
#pragma once

#include <bit>
#include <cstdint>

#include "kernels/host_device.h"

namespace ropekv::production {

// After Granlund and Montgomery, "Division by invariant integers using multiplication": exact for
// every numerator.
struct Divisor {
  uint32_t value = 1;
  uint32_t multiplier = 1;
  uint32_t shift = 0;

  static constexpr Divisor of(uint32_t value) {
    const auto shift = static_cast<uint32_t>(std::bit_width(value - 1));
    const uint64_t power = uint64_t{1} << shift;
    return {value, static_cast<uint32_t>(((power - value) << 32) / value + 1), shift};
  }
  ROPEKV_HOST_DEVICE uint32_t quotient(uint32_t numerator) const {
    const uint64_t high = uint64_t{numerator} * multiplier >> 32;
    return static_cast<uint32_t>((high + numerator) >> shift);
  }
};

}  // namespace ropekv::production
