// A second opinion: rotate first, then scatter, each as plainly as it can be said. It shares no
// code with production/ and none of its ideas: no chunks, no fusion, one element or pair a thread.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cmath>
#include <cstdint>
#include <cstring>

#include "kernels/contract.h"
#include "kernels/host_device.h"

namespace ropekv::naive {

ROPEKV_HOST_DEVICE inline float to_float(float x) {
  return x;
}
ROPEKV_HOST_DEVICE inline float to_float(__half x) {
  return __half2float(x);
}
ROPEKV_HOST_DEVICE inline float to_float(__nv_bfloat16 x) {
  return __bfloat162float(x);
}

ROPEKV_HOST_DEVICE inline void from_float(float x, float* out) {
  *out = x;
}
ROPEKV_HOST_DEVICE inline void from_float(float x, __half* out) {
  *out = __float2half_rn(x);
}
ROPEKV_HOST_DEVICE inline void from_float(float x, __nv_bfloat16* out) {
  *out = __float2bfloat16_rn(x);
}

// Bytes, not values: an assignment of a float may lose the payload of a NaN.
template <class T>
ROPEKV_HOST_DEVICE inline void copy_element(T* to, const T* from) {
  memcpy(to, from, sizeof(T));
}

// a * b + c with one rounding at the end; the NaN of a GPU where the result is none.
ROPEKV_HOST_DEVICE inline float multiply_add(float a, float b, float c) {
#ifdef __CUDA_ARCH__
  return __fmaf_rn(a, b, c);
#else
  const float result = std::fmaf(a, b, c);
  if (!std::isnan(result)) return result;
  const uint32_t gpu_nan = 0x7fffffff;
  float nan;
  memcpy(&nan, &gpu_nan, sizeof(nan));
  return nan;
#endif
}

ROPEKV_HOST_DEVICE inline int64_t index_at(const void* array, int32_t dtype, int64_t i) {
  if (dtype == ROPEKV_INT64) return static_cast<const int64_t*>(array)[i];
  return static_cast<const int32_t*>(array)[i];
}

// A token whose position has no row in the table is left alone by both steps.
ROPEKV_HOST_DEVICE inline bool has_position(const ropekv_args& args, int64_t token) {
  const int64_t position = index_at(args.positions, args.position_dtype, token);
  return position >= 0 && position < args.max_position;
}

// Rows [num_tokens, num_heads, row_dim] of one tensor, in and out.
template <class T>
struct Rows {
  const T* in;
  T* out;
  ropekv_strides in_stride, out_stride;
  int64_t num_heads, row_dim;
};

// Step one. Thread (token, head, i): pair i where i < rotary_dim / 2, else one element of the tail.
template <class T>
ROPEKV_HOST_DEVICE void rope_thread(const ropekv_args& args, const Rows<T>& rows, int64_t index) {
  const int64_t half = args.rotary_dim / 2;
  const int64_t lanes = rows.row_dim - half;
  const int64_t i = index % lanes;
  const int64_t head = index / lanes % rows.num_heads;
  const int64_t token = index / lanes / rows.num_heads;
  if (token >= args.num_tokens || !has_position(args, token)) return;

  const T* in = rows.in + token * rows.in_stride.token + head * rows.in_stride.head;
  T* out = rows.out + token * rows.out_stride.token + head * rows.out_stride.head;
  if (i >= half) {
    copy_element(out + half + i, in + half + i);
    return;
  }

  const int64_t position = index_at(args.positions, args.position_dtype, token);
  const float* table = static_cast<const float*>(args.cos_sin_cache) + position * args.rotary_dim;
  const float cosine = table[i];
  const float sine = table[half + i];
  const bool neox = args.style == ROPEKV_STYLE_NEOX;
  const int64_t first = neox ? i : 2 * i;
  const int64_t second = neox ? i + half : 2 * i + 1;
  const float x1 = to_float(in[first]);
  const float x2 = to_float(in[second]);
  from_float(multiply_add(x1, cosine, -(x2 * sine)), out + first);
  from_float(multiply_add(x2, cosine, x1 * sine), out + second);
}

// What goes to a cache: rows [num_tokens, num_heads, row_dim], and the pool.
template <class T>
struct Scatter {
  const T* in;
  T* pool;
  ropekv_strides in_stride;
  ropekv_cache_strides pool_stride;
  int64_t num_heads, row_dim;
};

// Step two. Thread (token, head, dim) copies one element to its slot, if there is one.
template <class T>
ROPEKV_HOST_DEVICE void scatter_thread(const ropekv_args& args, const Scatter<T>& what,
                                       int64_t index) {
  const int64_t dim = index % what.row_dim;
  const int64_t head = index / what.row_dim % what.num_heads;
  const int64_t token = index / what.row_dim / what.num_heads;
  if (token >= args.num_tokens || !has_position(args, token)) return;
  if (token >= args.num_slots_given) return;
  const int64_t slot = index_at(args.slot_mapping, args.slot_dtype, token);
  if (slot < 0 || slot >= args.num_slots) return;

  const T* from = what.in + token * what.in_stride.token + head * what.in_stride.head + dim;
  T* to = what.pool + slot / args.page_size * what.pool_stride.page +
          slot % args.page_size * what.pool_stride.slot + head * what.pool_stride.head + dim;
  copy_element(to, from);
}

}  // namespace ropekv::naive
