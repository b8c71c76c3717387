// Codes of the two fp8 types of caches, by integer arithmetic.
//
//   e4m3  1 sign, 4 exponent, 3 mantissa bits; no infinity, one NaN (0x7f); largest 448 (0x7e)
//   e5m2  1 sign, 5 exponent, 2 mantissa bits; as f16; infinity 0x7c; largest 57344 (0x7b)
//
// A CacheDType here is one of these two, never kSame.
#pragma once

#include <cstdint>

#include "reference/case.h"
#include "reference/host_device.h"

namespace ropekv {

struct Fp8Format {
  uint32_t mantissa_bits, bias, largest;  // `largest` finite code
};

ROPEKV_REF_HD inline Fp8Format fp8_format(CacheDType dtype) {
  return dtype == CacheDType::kE4M3 ? Fp8Format{3, 7, 0x7E} : Fp8Format{2, 15, 0x7B};
}

// Round to nearest even. Beyond the largest finite value after rounding, infinity included: the
// largest (saturate), or NaN (e4m3) and infinity (e5m2). A NaN is 0x7f with its sign.
ROPEKV_REF_HD inline uint32_t fp8_from_f32(CacheDType dtype, uint32_t bits, bool saturate) {
  const Fp8Format format = fp8_format(dtype);
  const uint32_t sign = (bits >> 24) & 0x80u;
  const uint32_t magnitude = bits & 0x7FFFFFFFu;
  if (magnitude > 0x7F800000u) return sign | 0x7Fu;
  const uint32_t exponent = magnitude >> 23;
  const uint32_t least_normal = 128 - format.bias;  // exponent of f32 where fp8 is normal
  const uint32_t dropped = 23 - format.mantissa_bits;
  uint32_t code;
  if (exponent >= least_normal) {
    const uint32_t rebased = magnitude - ((least_normal - 1) << 23);
    code = (rebased + (1u << (dropped - 1)) - 1 + ((rebased >> dropped) & 1)) >> dropped;
  } else {
    const uint32_t shift = dropped + (least_normal - exponent);  // to units of the least subnormal
    if (exponent == 0 || shift > 24) return sign;                // below half of a unit
    const uint32_t mantissa = (magnitude & 0x7FFFFFu) | 0x800000u;
    const uint32_t rest = mantissa & ((1u << shift) - 1);
    const uint32_t half = 1u << (shift - 1);
    code = mantissa >> shift;
    code += (rest > half || (rest == half && (code & 1))) ? 1 : 0;
  }
  if (code <= format.largest) return sign | code;
  if (saturate) return sign | format.largest;
  return sign | (dtype == CacheDType::kE4M3 ? 0x7Fu : 0x7Cu);
}

// Exact. A NaN keeps no payload.
ROPEKV_REF_HD inline uint32_t f32_from_fp8(CacheDType dtype, uint32_t code) {
  const Fp8Format format = fp8_format(dtype);
  const uint32_t sign = (code & 0x80u) << 24;
  const uint32_t magnitude = code & 0x7Fu;
  if (magnitude > format.largest) {
    return sign | (dtype == CacheDType::kE5M2 && magnitude == 0x7Cu ? 0x7F800000u : 0x7FC00000u);
  }
  uint32_t exponent = magnitude >> format.mantissa_bits;
  uint32_t mantissa = magnitude & ((1u << format.mantissa_bits) - 1);
  if (exponent == 0) {
    if (mantissa == 0) return sign;
    exponent = 1;
    while (!(mantissa >> format.mantissa_bits)) {  // 127 - bias is far above 3 shifts
      mantissa <<= 1;
      --exponent;
    }
    mantissa &= (1u << format.mantissa_bits) - 1;
  }
  return sign | ((exponent + 127 - format.bias) << 23) | (mantissa << (23 - format.mantissa_bits));
}

ROPEKV_REF_HD inline bool is_nan_fp8(CacheDType dtype, uint32_t code) {
  return (f32_from_fp8(dtype, code) & 0x7FFFFFFFu) > 0x7F800000u;
}

ROPEKV_REF_HD inline bool is_finite_fp8(CacheDType dtype, uint32_t code) {
  return (code & 0x7Fu) <= fp8_format(dtype).largest;
}

// Codes in the order of their values, as `ordered`. Not for NaN.
inline int64_t ordered_fp8(uint32_t code) {
  const int64_t magnitude = code & 0x7Fu;
  return (code & 0x80u) ? -magnitude : magnitude;
}

}  // namespace ropekv
