#include "reference/quantise.h"

#include <bit>
#include <cmath>

#include "reference/code_type.h"
#include "reference/compare.h"

namespace ropekv {

uint32_t quantised(CacheDType fp8, const Declarations& how, float scale, float x) {
  const float reciprocal = 1.0f / scale;
  const float scaled = how.fp8_multiplies ? x * reciprocal : x / scale;
  return fp8_from_f32(fp8, std::bit_cast<uint32_t>(scaled), how.fp8_saturates);
}

uint32_t cached_code(const Case& c, const Declarations& how, float scale, uint32_t input_code) {
  if (!c.fp8_cache()) return input_code;
  return quantised(c.cache_dtype, how, scale, value_of(c.dtype, input_code));
}

bool is_cached_code(const Case& c, const Declarations& how, float scale, uint32_t input_code,
                    uint32_t got) {
  const uint32_t want = cached_code(c, how, scale, input_code);
  if (got == want) return true;
  const CodeType type = type_of_cache(c);
  if (type.is_nan(want)) return (type.is_fp8() || how.canonical_nans) && type.is_nan(got);
  if (!type.is_fp8() || !how.flushes_to_zero) return false;
  // Under a scale so small that a subnormal becomes a number of the cache's.
  const float x = value_of(c.dtype, input_code);
  return std::fabs(x) < 0x1p-126f &&
         got == quantised(c.cache_dtype, how, scale, std::copysign(0.0f, x));
}

}  // namespace ropekv
