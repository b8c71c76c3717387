// A second opinion: rotate and scatter apart, each as plainly as it can be said. It shares no code
// with production/ and none of its ideas: no chunks, no fusion, one element or pair a thread.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernels/contract.h"
#include "kernels/host_device.h"
#include "kernels/naive/naive_fp8.h"

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

// Bits, not values: an assignment of a float may lose the payload of a NaN. In one store: a GPU may
// do a memcpy byte by byte, and tokens that share a slot then tear each other's element.
template <class T>
ROPEKV_HOST_DEVICE inline void copy_element(T* to, const T* from) {
#ifdef __CUDA_ARCH__
  using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint16_t>;
  *reinterpret_cast<Bits*>(to) = *reinterpret_cast<const Bits*>(from);
#else
  memcpy(to, from, sizeof(T));
#endif
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

// Element `i` of the table, widened.
ROPEKV_HOST_DEVICE inline float table_at(const ropekv_args& args, int64_t i) {
  switch (args.table_dtype) {
    case ROPEKV_F16:
      return to_float(static_cast<const __half*>(args.cos_sin_cache)[i]);
    case ROPEKV_BF16:
      return to_float(static_cast<const __nv_bfloat16*>(args.cos_sin_cache)[i]);
    default:
      return static_cast<const float*>(args.cos_sin_cache)[i];
  }
}

// Where the two elements of pair `i` lie in a row.
struct Pair {
  int64_t first, second;
};
ROPEKV_HOST_DEVICE inline Pair pair_of(const ropekv_args& args, int64_t i) {
  if (args.style == ROPEKV_STYLE_INTERLEAVED) return {2 * i, 2 * i + 1};
  return {i, i + args.rotary_dim / 2};
}

struct RotatedPair {
  float first, second;  // not yet rounded
};
template <class T>
ROPEKV_HOST_DEVICE RotatedPair rotate_pair(const ropekv_args& args, const T* row, int64_t position,
                                           int64_t i) {
  const int64_t table_row = position * args.rotary_dim;
  const float cosine = table_at(args, table_row + i);
  const float sine = table_at(args, table_row + args.rotary_dim / 2 + i);
  const Pair pair = pair_of(args, i);
  const float x1 = to_float(row[pair.first]);
  const float x2 = to_float(row[pair.second]);
  return {multiply_add(x1, cosine, -(x2 * sine)), multiply_add(x2, cosine, x1 * sine)};
}

// Rows [num_tokens, num_heads, row_dim] of one tensor, in and out.
template <class T>
struct Rows {
  const T* in;
  T* out;
  ropekv_strides in_stride, out_stride;
  int64_t num_heads, row_dim;
};

// Thread (token, head, i): pair i where i < rotary_dim / 2, else one element of the tail.
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
  const RotatedPair rotated = rotate_pair(args, in, position, i);
  from_float(rotated.first, out + pair_of(args, i).first);
  from_float(rotated.second, out + pair_of(args, i).second);
}

// What goes to a cache: rows [num_tokens, num_heads, row_dim], and the pool.
template <class T>
struct Scatter {
  const T* in;
  void* pool;
  ropekv_strides in_stride;
  ropekv_cache_strides pool_stride;
  int64_t num_heads, row_dim;
  // fp8 only: the scale, and how much of a row is still to be rotated on the way.
  float scale;
  const float* scale_ptr;
  int64_t rotary_dim;
};

// Element `dim` of a row of step `what` as f32, rotated where it is to be.
template <class T>
ROPEKV_HOST_DEVICE float value_to_quantise(const ropekv_args& args, const Scatter<T>& what,
                                           const T* row, int64_t position, int64_t dim) {
  if (dim >= what.rotary_dim) return to_float(row[dim]);
  const bool neox = args.style == ROPEKV_STYLE_NEOX;
  const int64_t i = neox ? dim % (what.rotary_dim / 2) : dim / 2;
  const RotatedPair rotated = rotate_pair(args, row, position, i);
  return dim == pair_of(args, i).first ? rotated.first : rotated.second;
}

// Thread (token, head, dim) stores one element in its slot, if there is one.
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

  const T* row = what.in + token * what.in_stride.token + head * what.in_stride.head;
  const int64_t to = slot / args.page_size * what.pool_stride.page +
                     slot % args.page_size * what.pool_stride.slot + head * what.pool_stride.head +
                     dim;
  if (args.cache_dtype == args.dtype) {
    copy_element(static_cast<T*>(what.pool) + to, row + dim);
    return;
  }
  const int64_t position = index_at(args.positions, args.position_dtype, token);
  const float x = value_to_quantise(args, what, row, position, dim);
  const float scale = what.scale_ptr == nullptr ? what.scale : *what.scale_ptr;
  static_cast<uint8_t*>(what.pool)[to] = nearest_fp8(x / scale, args.cache_dtype);
}

}  // namespace ropekv::naive
