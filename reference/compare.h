// Holds rotated elements against the accept-set, one by one.
#pragma once

#include "reference/cache_model.h"
#include "reference/declarations.h"
#include "reference/inputs.h"
#include "reference/layout.h"
#include "reference/numeric_report.h"

namespace ropekv {

// `which` is Tensor::kQ or Tensor::kK; `rotated` points to element 0 of the region that holds its
// output, as the kernel left it, and `view` says where in it. Left out: tokens whose position lies
// outside the table, and padded K rows that the kernel does not promise to rotate.
void compare_rotation(const Case& c, const Inputs& in, const Declarations& how, Tensor which,
                      const View& view, const void* rotated, NumericReport* report);

// The K rows of the pool, where they are not simply k_rope: fp8 caches, and kernels that do not
// write k_rope. `rows` holds [model.owned.size(), num_kv_heads, head_dim] codes, packed, of
// `code_bytes` each; the tail is looked at too. `k_rope` holds [num_tokens, num_kv_heads, head_dim]
// codes, for kernels that quantise the rounded K, else it may be empty.
void compare_cached_k(const Case& c, const Inputs& in, const Declarations& how,
                      const CacheModel& model, const void* rows, int64_t code_bytes,
                      const std::vector<uint32_t>& k_rope, NumericReport* report);

// The one legal code of V (or of a K tail) in the cache: the input's own in a cache of its dtype
// (any NaN for a NaN: `canonical_nans`), else quantised with `scale`.
uint32_t cached_code(const Case& c, const Declarations& how, float scale, uint32_t input_code);

// Whether `got` may stand in the cache for an input element that no rotation touches: the code
// above, any NaN where one is due and need not be kept, and what flushing makes of a subnormal.
bool is_cached_code(const Case& c, const Declarations& how, float scale, uint32_t input_code,
                    uint32_t got);

}  // namespace ropekv
