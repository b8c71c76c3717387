// The lines that only a GPU understands, each with a plain twin for the host lane.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/element.h"
#include "kernels/host_device.h"

namespace ropekv::production {

ROPEKV_HOST_DEVICE inline float mul_rn(float a, float b) {
#ifdef __CUDA_ARCH__
  return __fmul_rn(a, b);  // never contracted
#else
  return a * b;  // built with -ffp-contract=off
#endif
}

// A NaN that a GPU computes is always 0x7fffffff; a CPU keeps the payload of an operand.
ROPEKV_HOST_DEVICE inline float fma_rn(float a, float b, float c) {
#ifdef __CUDA_ARCH__
  return __fmaf_rn(a, b, c);
#else
  const float result = std::fmaf(a, b, c);
  return result == result ? result : bits_as<float>(uint32_t{0x7fffffff});
#endif
}

// One access of up to 16 bytes. `kBytes` is what the address is aligned to.
template <int kBytes>
ROPEKV_HOST_DEVICE inline void copy_chunk(void* to, const void* from) {
#ifdef __CUDA_ARCH__
  if constexpr (kBytes == 16) {
    *static_cast<uint4*>(to) = *static_cast<const uint4*>(from);
  } else if constexpr (kBytes == 8) {
    *static_cast<uint2*>(to) = *static_cast<const uint2*>(from);
  } else if constexpr (kBytes == 4) {
    *static_cast<uint32_t*>(to) = *static_cast<const uint32_t*>(from);
  } else if constexpr (kBytes == 2) {
    *static_cast<uint16_t*>(to) = *static_cast<const uint16_t*>(from);
  } else {
    static_assert(kBytes == 1);
    *static_cast<uint8_t*>(to) = *static_cast<const uint8_t*>(from);
  }
#else
  memcpy(to, from, kBytes);
#endif
}

// Word `i` of `codes`. It stands for the arithmetic in a kernel that computes nothing: the table's
// values have to arrive before anything is stored, at the price of one instruction.
ROPEKV_HOST_DEVICE inline void xor_word(void* codes, int i, uint32_t value) {
  uint32_t word;
  memcpy(&word, static_cast<char*>(codes) + 4 * i, 4);
  word ^= value;
  memcpy(static_cast<char*>(codes) + 4 * i, &word, 4);
}

}  // namespace ropekv::production
