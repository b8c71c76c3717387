// The type of an output: that of q, k and v, or an fp8 type of the caches.
#pragma once

#include <cstdlib>

#include "reference/float_codes.h"

namespace ropekv {

struct CodeType {
  DType dtype;
  CacheDType fp8 = CacheDType::kSame;  // kSame: it is `dtype`

  bool is_fp8() const { return fp8 != CacheDType::kSame; }
  bool is_nan(uint32_t code) const {
    return is_fp8() ? is_nan_fp8(fp8, code) : is_nan_code(dtype, code);
  }
  bool is_finite(uint32_t code) const {
    return is_fp8() ? is_finite_fp8(fp8, code) : is_finite_code(dtype, code);
  }
  // Not finite beyond the largest finite value, even where kernels saturate.
  uint32_t nearest(double value) const {
    return is_fp8() ? nearest_fp8(fp8, value) : nearest_code(dtype, value);
  }
  int64_t ordinal(uint32_t code) const {
    return is_fp8() ? ordered_fp8(code) : ordered(dtype, code);
  }
  int64_t ulps_between(uint32_t a, uint32_t b) const { return std::abs(ordinal(a) - ordinal(b)); }
};

inline CodeType type_of_cache(const Case& c) {
  return {c.dtype, c.cache_dtype};
}

}  // namespace ropekv
