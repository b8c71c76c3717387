// Every element of q, k and v is a function of (data_seed, tensor, coordinate): host and device
// make the same data, and shrinking one dimension of a case keeps all other values.
#pragma once

#include <cstdint>

#include "reference/float_codes.h"
#include "reference/host_device.h"
#include "reference/layout.h"
#include "reference/philox.h"

namespace ropekv {

// Streams of data_seed. Part of what a case line means: never renumber.
enum DataStream : uint32_t {
  kStreamQ = 0,
  kStreamK = 1,
  kStreamV = 2,
  kStreamTable = 3,
  kStreamPositions = 4,
  kStreamSlots = 5,
  kStreamHoles = 6,
  kStreamBadPositions = 7,
};

// What an input or output of the launch is made of.
inline DataStream data_stream(Tensor tensor) {
  switch (tensor) {
    case Tensor::kQ:
    case Tensor::kQRope:
      return kStreamQ;
    case Tensor::kV:
    case Tensor::kVBuffer:
      return kStreamV;
    default:
      return kStreamK;
  }
}

// Four elements at once, dims 4*quad .. 4*quad+3: one Philox call serves them all.
ROPEKV_REF_HD inline Philox4 quad_bits(uint64_t data_seed, uint32_t stream, int64_t token,
                                       int64_t head, int64_t quad) {
  return philox4x32({{static_cast<uint32_t>(token), static_cast<uint32_t>(token >> 32),
                      static_cast<uint32_t>(head) | (stream << 24), static_cast<uint32_t>(quad)}},
                    data_seed);
}

ROPEKV_REF_HD inline uint32_t leading_zeros(uint32_t nonzero) {
#if defined(__CUDA_ARCH__)
  return static_cast<uint32_t>(__clz(static_cast<int>(nonzero)));
#else
  return static_cast<uint32_t>(__builtin_clz(nonzero));
#endif
}

// f32 bits with a full random mantissa, both signs, and magnitudes in [2^-8, 2): one half of them
// in [1, 2), one quarter in [0.5, 1), and so on.
ROPEKV_REF_HD inline uint32_t everyday_f32(uint32_t random) {
  const uint32_t octaves = leading_zeros(random | 0x00800000u);  // 0 .. 8
  return ((random & 0x00800000u) << 8) | ((127 - octaves) << 23) | (random & 0x007FFFFFu);
}

struct CodeLimits {
  uint32_t sign, mantissa_bits, top_exponent;  // top_exponent is that of infinity and NaN
};

ROPEKV_REF_HD inline CodeLimits code_limits(DType dtype) {
  return dtype == DType::kF32    ? CodeLimits{0x80000000u, 23, 255}
         : dtype == DType::kBF16 ? CodeLimits{0x8000u, 7, 255}
                                 : CodeLimits{0x8000u, 10, 31};
}

ROPEKV_REF_HD inline uint32_t special_code(CodeLimits limits, uint32_t random) {
  const uint32_t sign = (random & 8u) ? limits.sign : 0;
  const uint32_t infinity = limits.top_exponent << limits.mantissa_bits;
  const uint32_t mantissa = (random >> 4) & ((1u << limits.mantissa_bits) - 1);
  switch (random & 7u) {
    case 0:
      return sign | infinity | (mantissa | 1u);  // NaN, signalling ones included
    case 1:
      return sign | infinity;
    case 2:
    case 3:
      return sign;  // zero
    case 4:
      return sign | 1u;  // least subnormal
    case 5:
      return sign | mantissa;  // subnormal
    case 6:
      return sign | (infinity - 1);  // largest finite
    default:
      return sign | (1u << limits.mantissa_bits);  // least normal
  }
}

// The code of one element, from its 32 random bits.
ROPEKV_REF_HD inline uint32_t element_code(DType dtype, Values values, uint32_t random) {
  const CodeLimits limits = code_limits(dtype);
  const uint32_t sign = (random & 0x80000000u) ? limits.sign : 0;
  const uint32_t mantissa = random & ((1u << limits.mantissa_bits) - 1);
  switch (values) {
    case Values::kNormal:
      break;
    case Values::kIntegers: {
      const uint32_t magnitude = (random >> 8) % 9;
      uint32_t top = 0;
      while (magnitude >> (top + 1)) ++top;
      const uint32_t bits =
          magnitude == 0 ? 0 : ((127 + top) << 23) | ((magnitude << (23 - top)) & 0x7FFFFFu);
      return code_from_f32(dtype, bits) | sign;
    }
    case Values::kLarge:
      return sign | ((limits.top_exponent - 1 - ((random >> 24) & 3u)) << limits.mantissa_bits) |
             mantissa;
    case Values::kTiny:
      return sign | (((random >> 24) & 1u) << limits.mantissa_bits) | mantissa;
    case Values::kZeros:
      if ((random >> 24) & 7u) return sign;
      break;
    case Values::kSpecial: {
      const uint32_t other = static_cast<uint32_t>((random * 0x9E3779B97F4A7C15ull) >> 32);
      if ((other & 15u) == 0) return special_code(limits, other >> 4);
      break;
    }
    case Values::kBits:
      return dtype == DType::kF32 ? random : random & 0xFFFFu;
  }
  return code_from_f32(dtype, everyday_f32(random));
}

ROPEKV_REF_HD inline uint32_t element(DType dtype, Values values, uint64_t data_seed,
                                      uint32_t stream, int64_t token, int64_t head, int64_t dim) {
  const Philox4 bits = quad_bits(data_seed, stream, token, head, dim >> 2);
  return element_code(dtype, values, bits.word[dim & 3]);
}

}  // namespace ropekv
