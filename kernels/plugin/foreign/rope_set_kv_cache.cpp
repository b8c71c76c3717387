#include "kernels/plugin/foreign/rope_set_kv_cache.h"

#include "kernels/plugin/foreign/rope_body.h"

namespace foreign {
namespace {

Rows rows(const void* base, size_t stride_n, size_t stride_h) {
  return {const_cast<void*>(base), stride_n, stride_h};
}

template <class T>
int rope_on_host(const Call& call) {
  for (uint64_t row = 0; row < call.num_rows(); ++row) rope_row<T>(call, row);
  return 0;
}

}  // namespace

int rope_set_kv_cache(DType dtype, const void* q, const void* k, void* q_rope, void* k_rope,
                      const void* v, void* k_buffer, void* v_buffer, const float* cos_sin_cache,
                      const int64_t* pos_ids, uint32_t nnz, uint32_t num_qo_heads,
                      uint32_t num_kv_heads, uint32_t rotary_dim, uint32_t head_dim,
                      size_t q_stride_n, size_t q_stride_h, size_t k_stride_n, size_t k_stride_h,
                      size_t v_stride_n, size_t v_stride_h, size_t q_rope_stride_n,
                      size_t q_rope_stride_h, size_t k_rope_stride_n, size_t k_rope_stride_h,
                      size_t k_buffer_stride_n, size_t k_buffer_stride_h, size_t v_buffer_stride_n,
                      size_t v_buffer_stride_h, const int64_t* kv_cache_loc, bool interleave,
                      bool save_kv_cache, bool enable_pdl, void* stream, Where where) {
  const Call call{.q = rows(q, q_stride_n, q_stride_h),
                  .k = rows(k, k_stride_n, k_stride_h),
                  .v = rows(v, v_stride_n, v_stride_h),
                  .q_rope = rows(q_rope, q_rope_stride_n, q_rope_stride_h),
                  .k_rope = rows(k_rope, k_rope_stride_n, k_rope_stride_h),
                  .k_buffer = rows(k_buffer, k_buffer_stride_n, k_buffer_stride_h),
                  .v_buffer = rows(v_buffer, v_buffer_stride_n, v_buffer_stride_h),
                  .cos_sin_cache = cos_sin_cache,
                  .pos_ids = pos_ids,
                  .kv_cache_loc = kv_cache_loc,
                  .nnz = nnz,
                  .num_qo_heads = num_qo_heads,
                  .num_kv_heads = num_kv_heads,
                  .rotary_dim = rotary_dim,
                  .head_dim = head_dim,
                  .interleave = interleave,
                  .save_kv_cache = save_kv_cache,
                  .enable_pdl = enable_pdl};
#if ROPEKV_CUDA
  if (where == Where::kCuda) return rope_on_cuda(dtype, call, stream);
#else
  static_cast<void>(stream);
  static_cast<void>(where);
#endif
  return dtype == DType::kF16 ? rope_on_host<__half>(call) : rope_on_host<__nv_bfloat16>(call);
}

}  // namespace foreign
