// f32 to an fp8 cache's codes: one division and one rounding, as contract.h has them.
#pragma once

#include <cuda_fp8.h>

#include <cstdint>

#include "kernels/contract.h"
#include "kernels/host_device.h"

namespace ropekv {

ROPEKV_HOST_DEVICE inline float div_rn(float a, float b) {
#ifdef __CUDA_ARCH__
  return __fdiv_rn(a, b);
#else
  return a / b;
#endif
}

ROPEKV_HOST_DEVICE inline __nv_fp8_interpretation_t fp8_format(int32_t dtype) {
  return dtype == ROPEKV_FP8_E4M3 ? __NV_E4M3 : __NV_E5M2;
}

// To nearest even; what is too large, infinities included, becomes the largest finite. Every NaN
// becomes 0x7f, on both lanes: the GPU's instruction does so, and the header's host code as well.
ROPEKV_HOST_DEVICE inline uint8_t fp8_code(float x, int32_t dtype) {
  return __nv_cvt_float_to_fp8(x, __NV_SATFINITE, fp8_format(dtype));
}

// Two codes by one instruction, the first in the low byte.
ROPEKV_HOST_DEVICE inline uint16_t fp8_code_pair(float first, float second, int32_t dtype) {
  const float2 pair{first, second};
  return __nv_cvt_float2_to_fp8x2(pair, __NV_SATFINITE, fp8_format(dtype));
}

ROPEKV_HOST_DEVICE inline float fp8_value(uint8_t code, int32_t dtype) {
  return __half2float(__half(__nv_cvt_fp8_to_halfraw(code, fp8_format(dtype))));
}

}  // namespace ropekv
