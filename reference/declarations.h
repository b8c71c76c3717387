// How a kernel declares that it computes (design: kernels from elsewhere are right by their own
// rules). The oracle follows; the defaults are the contract's own rules, and ours.
#pragma once

#include "kernels/contract.h"

namespace ropekv {

struct Declarations {
  enum class Arith { kF32, kWider, kInputDType };
  Arith arith = Arith::kF32;
  bool table_rounded_to_input = false;   // cos and sin are rounded to the dtype of q first
  bool flushes_to_zero = false;          // a subnormal may be taken, and given, as zero of its sign
  bool canonical_nans = false;           // V and tails: a NaN may become any NaN of its type
  bool fp8_from_rounded_k_rope = false;  // K is quantised after it was rounded to its dtype
  bool fp8_multiplies = false;           // by the reciprocal, rounded to f32
  bool fp8_saturates = true;             // else overflow gives NaN (e4m3) or infinity (e5m2)
  bool writes_k_rope = true;             // else only the cache holds the rotated K
  bool rotates_padded_k = true;          // else k_rope of a token without a slot is unspecified
  bool skips_negative_slots = true;      // else such cases are not in its support
};

Declarations declarations_of(const ropekv_description& description);

}  // namespace ropekv
