// A place that a canary spoils, and how.
#pragma once

#include <cstdint>

#include "kernels/canary/canaries.h"
#include "kernels/host_device.h"
#include "kernels/tensor_view.h"

namespace ropekv::canaries {

using Byte = unsigned char;

struct Place {
  Byte* at = nullptr;  // null: the launch has no such place
  Byte flips = 0;      // bits of this byte; 0: the element is moved by codes
  // Moved is one half of a rotated pair, the one whose k_rope or q_rope is larger: it is no small
  // rest of large products, so all its legal codes lie side by side.
  Byte* other = nullptr;  // the second half
  const Byte* rotated = nullptr;
  const Byte* other_rotated = nullptr;
  int32_t dtype = ROPEKV_F32;  // of `at` and `other`
  int32_t rotated_dtype = ROPEKV_F32;
};

ROPEKV_HOST_DEVICE inline uint32_t load(const Byte* at, int64_t bytes) {
  uint32_t code = 0;
  for (int64_t i = 0; i < bytes; ++i) code |= static_cast<uint32_t>(at[i]) << (8 * i);
  return code;
}
ROPEKV_HOST_DEVICE inline void store(Byte* at, int64_t bytes, uint32_t code) {
  for (int64_t i = 0; i < bytes; ++i) at[i] = static_cast<Byte>(code >> (8 * i));
}

// The code without its sign: of finite values the larger has the larger one.
ROPEKV_HOST_DEVICE inline uint32_t magnitude_mask(int32_t dtype) {
  return (uint32_t{1} << (8 * element_bytes(dtype) - 1)) - 1;
}

// Just past the legal codes. In f32 these lie within 8 of each other: up to two products, each
// rounded in a binade above that of the result, and codes half as far apart in the one below it. In
// 16 bits and in fp8 they are two neighbours at most; fp8 goes down, as above it may be saturated.
ROPEKV_HOST_DEVICE inline void move_by_codes(Byte* at, int32_t dtype) {
  const int64_t bytes = element_bytes(dtype);
  const uint32_t code = load(at, bytes);
  const uint32_t step = dtype == ROPEKV_F32 ? 32 : 2;
  const bool down = is_fp8(dtype) && (code & magnitude_mask(dtype)) >= step;
  store(at, bytes, down ? code - step : code + step);
}

ROPEKV_HOST_DEVICE inline void spoil(const Place& place) {
  if (place.at == nullptr) return;
  if (place.flips != 0) {
    *place.at ^= place.flips;
    return;
  }
  const int64_t bytes = element_bytes(place.rotated_dtype);
  const uint32_t mask = magnitude_mask(place.rotated_dtype);
  const bool other_is_larger =
      (load(place.other_rotated, bytes) & mask) > (load(place.rotated, bytes) & mask);
  move_by_codes(other_is_larger ? place.other : place.at, place.dtype);
}

}  // namespace ropekv::canaries
