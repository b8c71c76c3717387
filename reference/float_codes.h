// Codes of f32, f16 and bf16 and the roundings between them, by integer arithmetic: independent of
// the conversions that kernels use, and the same on every machine.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "reference/case.h"
#include "reference/fp8_codes.h"
#include "reference/host_device.h"

namespace ropekv {

// Round to nearest even; a NaN stays a NaN (its payload is not promised), overflow gives infinity.
ROPEKV_REF_HD inline uint32_t bf16_from_f32(uint32_t bits) {
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u) return (bits >> 16) | 0x0040u;
  return (bits + 0x7FFFu + ((bits >> 16) & 1)) >> 16;
}

ROPEKV_REF_HD inline uint32_t f16_from_f32(uint32_t bits) {
  const uint32_t sign = (bits >> 16) & 0x8000u;
  const uint32_t magnitude = bits & 0x7FFFFFFFu;
  if (magnitude > 0x7F800000u) return sign | 0x7E00u | ((magnitude >> 13) & 0x1FFu);
  if (magnitude >= 0x477FF000u) return sign | 0x7C00u;  // 65520 and above round to infinity
  if (magnitude >= 0x38800000u) {                       // normal in f16
    const uint32_t rebased = magnitude - 0x38000000u;
    return sign | ((rebased + 0xFFFu + ((rebased >> 13) & 1)) >> 13);
  }
  if (magnitude < 0x33000000u) return sign;  // below half of the least subnormal
  const uint32_t exponent = magnitude >> 23;
  const uint32_t mantissa = (magnitude & 0x7FFFFFu) | 0x800000u;
  const uint32_t shift = 126 - exponent;  // to units of 2^-24
  const uint32_t kept = mantissa >> shift;
  const uint32_t rest = mantissa & ((1u << shift) - 1);
  const uint32_t half = 1u << (shift - 1);
  return sign | (kept + ((rest > half || (rest == half && (kept & 1))) ? 1 : 0));
}

ROPEKV_REF_HD inline uint32_t f32_from_f16(uint32_t code) {
  const uint32_t sign = (code & 0x8000u) << 16;
  const uint32_t exponent = (code >> 10) & 0x1Fu;
  uint32_t mantissa = code & 0x3FFu;
  if (exponent == 31) return sign | 0x7F800000u | (mantissa << 13);
  if (exponent != 0) return sign | ((exponent + 112) << 23) | (mantissa << 13);
  if (mantissa == 0) return sign;
  uint32_t shifted_exponent = 113;
  while (!(mantissa & 0x400u)) {
    mantissa <<= 1;
    --shifted_exponent;
  }
  return sign | (shifted_exponent << 23) | ((mantissa & 0x3FFu) << 13);
}

// Element `index` of an array of codes of 1, 2 or 4 bytes.
ROPEKV_REF_HD inline uint32_t load_code(const void* from, int64_t element_bytes, int64_t index) {
  return element_bytes == 4   ? static_cast<const uint32_t*>(from)[index]
         : element_bytes == 2 ? static_cast<const uint16_t*>(from)[index]
                              : static_cast<const uint8_t*>(from)[index];
}

ROPEKV_REF_HD inline uint32_t code_from_f32(DType dtype, uint32_t bits) {
  return dtype == DType::kF32    ? bits
         : dtype == DType::kBF16 ? bf16_from_f32(bits)
                                 : f16_from_f32(bits);
}

ROPEKV_REF_HD inline uint32_t f32_from_code(DType dtype, uint32_t code) {
  return dtype == DType::kF32 ? code : dtype == DType::kBF16 ? code << 16 : f32_from_f16(code);
}

inline float value_of(DType dtype, uint32_t code) {
  return std::bit_cast<float>(f32_from_code(dtype, code));
}

ROPEKV_REF_HD inline bool is_nan_code(DType dtype, uint32_t code) {
  return (f32_from_code(dtype, code) & 0x7FFFFFFFu) > 0x7F800000u;
}

ROPEKV_REF_HD inline bool is_finite_code(DType dtype, uint32_t code) {
  return (f32_from_code(dtype, code) & 0x7FFFFFFFu) < 0x7F800000u;
}

// A double as f32 bits rounded to odd, from where rounding to fewer bits gives what rounding the
// double at once would: 24 bits are at least two more than 11 (Boldo and Melquiond, "Emulation of
// FMA and correctly rounded sums: proved algorithms using rounding to odd", 2008).
inline uint32_t f32_rounded_to_odd(double value) {
  const float nearest = static_cast<float>(value);
  uint32_t bits = std::bit_cast<uint32_t>(nearest);
  if (static_cast<double>(nearest) != value && std::isfinite(value)) {
    if (std::isinf(nearest) || std::fabs(static_cast<double>(nearest)) > std::fabs(value)) --bits;
    bits |= 1;
  }
  return bits;
}

// The code nearest to a double, not rounded twice.
inline uint32_t nearest_code(DType dtype, double value) {
  if (dtype == DType::kF32) return std::bit_cast<uint32_t>(static_cast<float>(value));
  return code_from_f32(dtype, f32_rounded_to_odd(value));
}

// The same for fp8; beyond its range not saturated.
inline uint32_t nearest_fp8(CacheDType dtype, double value) {
  return fp8_from_f32(dtype, f32_rounded_to_odd(value), false);
}

// Codes in the order of their values, so that a difference counts ulps; -0 and +0 are one apart
// from their neighbours and equal to each other. Not for NaN.
inline int64_t ordered(DType dtype, uint32_t code) {
  const uint32_t sign_bit = dtype == DType::kF32 ? 0x80000000u : 0x8000u;
  const int64_t magnitude = code & (sign_bit - 1);
  return (code & sign_bit) ? -magnitude : magnitude;
}

}  // namespace ropekv
