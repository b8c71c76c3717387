// The naive kernel's own fp8: no conversion instruction and no bit tricks, but the values of the
// codes themselves and a search among them. It shares nothing with kernels/fp8.h.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/contract.h"
#include "kernels/host_device.h"

namespace ropekv::naive {

// What a code means. Codes without a sign are ordered as their values are.
struct Fp8Format {
  int mantissa_bits, exponent_bias, largest_code;
};

ROPEKV_HOST_DEVICE inline Fp8Format fp8_format_of(int32_t dtype) {
  if (dtype == ROPEKV_FP8_E4M3) return {3, 7, 0x7e};  // 448; no infinity
  return {2, 15, 0x7b};                               // 57344
}

ROPEKV_HOST_DEVICE inline float value_of_code(const Fp8Format& format, int code) {
  const int exponent = code >> format.mantissa_bits;
  const int mantissa = code - (exponent << format.mantissa_bits);
  const int one = 1 << format.mantissa_bits;
  const int unit = 1 - format.exponent_bias - format.mantissa_bits;  // exponent of the last place
  if (exponent == 0) return ldexpf(static_cast<float>(mantissa), unit);
  return ldexpf(static_cast<float>(one + mantissa), unit + exponent - 1);
}

// Whether rounding to nearest takes the positive x to `code` or further up. Half-way values, which
// f32 holds exactly, go to the even code.
ROPEKV_HOST_DEVICE inline bool rounds_up_to(const Fp8Format& format, float x, int code) {
  const float half_way = (value_of_code(format, code - 1) + value_of_code(format, code)) / 2;
  return x > half_way || (x == half_way && code % 2 == 0);
}

ROPEKV_HOST_DEVICE inline uint8_t nearest_fp8(float x, int32_t dtype) {
  if (x != x) return 0x7f;
  const Fp8Format format = fp8_format_of(dtype);
  int code = 0;  // the largest code that x reaches, found bit by bit: it saturates by itself
  for (int bit = 64; bit > 0; bit /= 2) {
    const int higher = code + bit;
    if (higher <= format.largest_code && rounds_up_to(format, fabsf(x), higher)) code = higher;
  }
  return static_cast<uint8_t>(std::signbit(x) ? code + 128 : code);
}

}  // namespace ropekv::naive
