// The conversions of float_codes.h and data.h once more, in forms without a branch, of which a
// compiler makes vectors. What they mean is written there; tests/branch_free_test.cpp holds these
// against those.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "reference/data.h"
#include "reference/float_codes.h"

namespace ropekv::branch_free {

// Comparisons are of signed numbers, the only ones that AVX2 has.
inline int32_t magnitude_of(uint32_t f32_bits) {
  return static_cast<int32_t>(f32_bits & 0x7FFFFFFFu);
}

// Not std::min and std::max: through their references the compiler finds branches.
inline int32_t lesser(int32_t a, int32_t b) {
  return a < b ? a : b;
}
inline int32_t greater(int32_t a, int32_t b) {
  return a > b ? a : b;
}

// No floating-point operation may stand behind a condition, or there are no vectors. So the code is
// a sum: what is subnormal in f16, what is above, minus what both count.
inline uint32_t f16_from_f32(uint32_t bits) {
  constexpr int32_t kLeastNormal = 0x38800000, kInfinity = 0x47800000;  // of f16, as f32
  const int32_t magnitude = magnitude_of(bits);
  // In [0.5, 1) an f32 has the unit of f16's subnormals, and an addition rounds to nearest even.
  const float low = std::bit_cast<float>(lesser(magnitude, kLeastNormal)) + 0.5f;
  const uint32_t subnormal = std::bit_cast<uint32_t>(low) - 0x3F000000u;
  const int32_t bounded = lesser(greater(magnitude, kLeastNormal), kInfinity);
  const uint32_t high = static_cast<uint32_t>(bounded) - 0x38000000u;
  const uint32_t normal = (high + 0xFFFu + ((high >> 13) & 1)) >> 13;
  const uint32_t payload = 0x0200u | ((bits >> 13) & 0x1FFu);
  return ((bits >> 16) & 0x8000u) | (subnormal + normal - 0x0400u) |
         (magnitude > 0x7F800000 ? payload : 0);
}

inline uint32_t f32_from_f16(uint32_t code) {
  const int32_t exponent = static_cast<int32_t>(code & 0x7C00u);
  const uint32_t is_subnormal = static_cast<uint32_t>((exponent - 1) >> 31);  // all bits, or none
  const float units = static_cast<float>(static_cast<int32_t>(code & 0x3FFu));
  const uint32_t subnormal = std::bit_cast<uint32_t>(units * 0x1p-24f) & is_subnormal;
  // The exponent of infinity and NaN is rebased twice.
  const uint32_t rebase = exponent == 0x7C00 ? 0x70000000u : 0x38000000u;
  const uint32_t normal = (((code & 0x7FFFu) << 13) + rebase) & ~is_subnormal;
  return ((code & 0x8000u) << 16) | normal | subnormal;
}

inline uint32_t bf16_from_f32(uint32_t bits) {
  const uint32_t rounded = (bits + 0x7FFFu + ((bits >> 16) & 1)) >> 16;
  return magnitude_of(bits) > 0x7F800000 ? (bits >> 16) | 0x0040u : rounded;
}

template <DType kDType>
uint32_t code_from_f32(uint32_t bits) {
  if constexpr (kDType == DType::kF32) return bits;
  if constexpr (kDType == DType::kBF16) return bf16_from_f32(bits);
  return f16_from_f32(bits);
}

template <DType kDType>
uint32_t f32_from_code(uint32_t code) {
  if constexpr (kDType == DType::kF32) return code;
  if constexpr (kDType == DType::kBF16) return code << 16;
  return f32_from_f16(code);
}

// Ordered comparisons, so that a NaN is taken for exact and left alone.
inline uint32_t f32_rounded_to_odd(double value) {
  const float nearest = static_cast<float>(value);
  const double back = nearest;
  const uint32_t inexact = (back < value ? 1u : 0u) | (back > value ? 1u : 0u);
  const uint32_t too_far = std::fabs(back) > std::fabs(value) ? 1u : 0u;
  return (std::bit_cast<uint32_t>(nearest) - too_far) | inexact;
}

template <DType kDType>
uint32_t nearest_code(double value) {
  if constexpr (kDType == DType::kF32) return std::bit_cast<uint32_t>(static_cast<float>(value));
  return branch_free::code_from_f32<kDType>(branch_free::f32_rounded_to_odd(value));
}

// Octaves are leading zeros, and these the exponent of the nine top bits as a number.
inline uint32_t everyday_f32(uint32_t random) {
  const float top = static_cast<float>(static_cast<int32_t>((random >> 23) | 1u));
  const uint32_t exponent = (std::bit_cast<uint32_t>(top) & 0x7F800000u) - (8u << 23);
  return ((random & 0x00800000u) << 8) | exponent | (random & 0x007FFFFFu);
}

// Of Values::kSpecial: one in sixteen is.
inline bool is_special(uint32_t random) {
  return ((random * 0x9E3779B97F4A7C15ull) >> 32 & 15u) == 0;
}

// All but these, which look normal here.
template <DType kDType, Values kValues>
uint32_t element_code(uint32_t random) {
  const uint32_t normal = branch_free::code_from_f32<kDType>(branch_free::everyday_f32(random));
  const uint32_t sign = (random & 0x80000000u) >> (kDType == DType::kF32 ? 0 : 16);
  if constexpr (kValues == Values::kIntegers) {
    const float magnitude = static_cast<float>(static_cast<int32_t>((random >> 8) % 9));
    return branch_free::code_from_f32<kDType>(std::bit_cast<uint32_t>(magnitude)) | sign;
  } else if constexpr (kValues == Values::kZeros) {
    return ((random >> 24) & 7u) != 0 ? sign : normal;
  } else if constexpr (kValues == Values::kNormal || kValues == Values::kSpecial) {
    return normal;
  } else {
    return ropekv::element_code(kDType, kValues, random);
  }
}

}  // namespace ropekv::branch_free
