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

// Word `i` of `codes`. It stands for the arithmetic in a kernel that computes nothing: the table's
// values have to arrive before anything is stored, at the price of one instruction.
ROPEKV_HOST_DEVICE inline void xor_word(void* codes, int i, uint32_t value) {
  uint32_t word;
  memcpy(&word, static_cast<char*>(codes) + 4 * i, 4);
  word ^= value;
  memcpy(static_cast<char*>(codes) + 4 * i, &word, 4);
}

// Makes the compiler have the value by now, where it would rather work it out later.
template <class T>
ROPEKV_HOST_DEVICE inline void have_by_now([[maybe_unused]] T& value) {
#ifdef __CUDA_ARCH__
  if constexpr (sizeof(T) == 8) {
    asm volatile("" : "+l"(value));
  } else {
    static_assert(sizeof(T) == 4);
    asm volatile("" : "+r"(value));
  }
#endif
}

}  // namespace ropekv::production
