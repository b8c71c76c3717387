// What one thread does: a row of q, or one of k with its rows of the caches.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "kernels/plugin/foreign/rope_set_kv_cache.h"

#ifdef __CUDACC__
#define FOREIGN_HOST_DEVICE __host__ __device__
#else
#define FOREIGN_HOST_DEVICE
#endif

namespace foreign {

struct Rows {  // [nnz or slots, heads, head_dim]
  void* base;
  size_t stride_n, stride_h;

  template <class T>
  FOREIGN_HOST_DEVICE T* row(int64_t n, uint32_t head) const {
    return static_cast<T*>(base) + n * stride_n + head * stride_h;
  }
};

struct Call {
  Rows q, k, v, q_rope, k_rope, k_buffer, v_buffer;
  const float* cos_sin_cache;
  const int64_t *pos_ids, *kv_cache_loc;
  uint32_t nnz, num_qo_heads, num_kv_heads, rotary_dim, head_dim;
  bool interleave, save_kv_cache, enable_pdl;

  FOREIGN_HOST_DEVICE uint64_t num_rows() const {
    return uint64_t{nnz} * (num_qo_heads + num_kv_heads);
  }
};

FOREIGN_HOST_DEVICE inline float widened(__half x) {
  return __half2float(x);
}
FOREIGN_HOST_DEVICE inline float widened(__nv_bfloat16 x) {
  return __bfloat162float(x);
}
FOREIGN_HOST_DEVICE inline void round_to(__half* out, float x) {
  *out = __float2half_rn(x);
}
FOREIGN_HOST_DEVICE inline void round_to(__nv_bfloat16* out, float x) {
  *out = __float2bfloat16_rn(x);
}

template <class T>
FOREIGN_HOST_DEVICE void copy_dims(const T* from, T* to, uint32_t begin, uint32_t end) {
  for (uint32_t i = begin; i < end; ++i) to[i] = from[i];
}

template <class T>
FOREIGN_HOST_DEVICE void rotate(const Call& call, int64_t position, const T* in, T* out) {
  const uint32_t half = call.rotary_dim / 2;
  const float* cosine = call.cos_sin_cache + position * call.rotary_dim;
  const float* sine = cosine + half;
  for (uint32_t i = 0; i < half; ++i) {
    const uint32_t one = call.interleave ? 2 * i : i;
    const uint32_t other = call.interleave ? 2 * i + 1 : i + half;
    const float x = widened(in[one]);
    const float y = widened(in[other]);
    round_to(&out[one], x * cosine[i] - y * sine[i]);
    round_to(&out[other], y * cosine[i] + x * sine[i]);
  }
  copy_dims(in, out, call.rotary_dim, call.head_dim);
}

template <class T>
FOREIGN_HOST_DEVICE void rope_row(const Call& call, uint64_t row) {
  const auto token = static_cast<int64_t>(row / (call.num_qo_heads + call.num_kv_heads));
  const auto head = static_cast<uint32_t>(row % (call.num_qo_heads + call.num_kv_heads));
  const int64_t position = call.pos_ids[token];
  if (head < call.num_qo_heads) {
    return rotate(call, position, call.q.row<const T>(token, head),
                  call.q_rope.row<T>(token, head));
  }
  const uint32_t kv_head = head - call.num_qo_heads;
  T* k_rope = call.k_rope.row<T>(token, kv_head);
  rotate(call, position, call.k.row<const T>(token, kv_head), k_rope);
  if (!call.save_kv_cache) return;
  const int64_t slot = call.kv_cache_loc[token];
  copy_dims<T>(k_rope, call.k_buffer.row<T>(slot, kv_head), 0, call.head_dim);
  copy_dims<T>(call.v.row<const T>(token, kv_head), call.v_buffer.row<T>(slot, kv_head), 0,
               call.head_dim);
}

// Only where there is a CUDA compiler (rope_on_cuda.cu).
int rope_on_cuda(DType dtype, const Call& call, void* stream);

}  // namespace foreign
