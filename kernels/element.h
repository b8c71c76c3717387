// Elements as codes (unsigned integers), so that a copy is a copy: NaN payloads and -0 survive.
// f32 results become codes by one rounding, to nearest even; a NaN becomes the GPU's NaN.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>
#include <cstring>

#include "kernels/host_device.h"

namespace ropekv {

template <class To, class From>
ROPEKV_HOST_DEVICE inline To bits_as(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  memcpy(&to, &from, sizeof(to));
  return to;
}

struct F32 {
  using Code = uint32_t;
  ROPEKV_HOST_DEVICE static float widen(Code code) { return bits_as<float>(code); }
  ROPEKV_HOST_DEVICE static Code narrow(float x) { return bits_as<Code>(x); }
};

struct F16 {
  using Code = uint16_t;
  ROPEKV_HOST_DEVICE static float widen(Code code) { return __half2float(__ushort_as_half(code)); }
  ROPEKV_HOST_DEVICE static Code narrow(float x) { return __half_as_ushort(__float2half_rn(x)); }
};

struct Bf16 {
  using Code = uint16_t;
  ROPEKV_HOST_DEVICE static float widen(Code code) {
    return bits_as<float>(static_cast<uint32_t>(code) << 16);
  }
  ROPEKV_HOST_DEVICE static Code narrow(float x) {
    return __bfloat16_as_ushort(__float2bfloat16_rn(x));
  }
};

}  // namespace ropekv
