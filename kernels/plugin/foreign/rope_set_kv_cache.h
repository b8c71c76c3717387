// Somebody else's kernel, as adapted.cpp finds it: a long list of arguments, a stride pair for each
// tensor, a flat cache, and nothing that says how large table and cache are.
//
// It is made up, with the signature of the public kernel that this project began with
// (sgl-project/sglang#9077). It knows nothing of the contract.
#pragma once

#include <cstddef>
#include <cstdint>

namespace foreign {

enum class DType { kF16, kBF16 };
enum class Where { kHost, kCuda };

// Strides in elements: `_n` from token to token (slot to slot), `_h` from head to head. Every token
// has a slot. `stream` is a cudaStream_t. Returns a cudaError_t.
int rope_set_kv_cache(DType dtype, const void* q, const void* k, void* q_rope, void* k_rope,
                      const void* v, void* k_buffer, void* v_buffer, const float* cos_sin_cache,
                      const int64_t* pos_ids, uint32_t nnz, uint32_t num_qo_heads,
                      uint32_t num_kv_heads, uint32_t rotary_dim, uint32_t head_dim,
                      size_t q_stride_n, size_t q_stride_h, size_t k_stride_n, size_t k_stride_h,
                      size_t v_stride_n, size_t v_stride_h, size_t q_rope_stride_n,
                      size_t q_rope_stride_h, size_t k_rope_stride_n, size_t k_rope_stride_h,
                      size_t k_buffer_stride_n, size_t k_buffer_stride_h, size_t v_buffer_stride_n,
                      size_t v_buffer_stride_h, const int64_t* kv_cache_loc, bool interleave,
                      bool save_kv_cache, bool enable_pdl, void* stream, Where where);

}  // namespace foreign
