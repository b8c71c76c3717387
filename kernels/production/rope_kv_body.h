// One thread of the production kernel, for both lanes.
//
// A thread owns whole pairs: it loads both halves of a chunk before it stores either, so in place
// is safe without any communication. The K thread writes k_rope and the cache row from the same
// registers, so that the two cannot differ.
#pragma once

#include <cstdint>

#include "kernels/contract.h"
#include "kernels/element.h"
#include "kernels/host_device.h"
#include "kernels/production/device_ops.h"
#include "kernels/production/geometry.h"

namespace ropekv::production {

ROPEKV_HOST_DEVICE inline int64_t load_index(const void* indices, int32_t dtype, int64_t i) {
  return dtype == ROPEKV_INT64 ? static_cast<const int64_t*>(indices)[i]
                               : static_cast<const int32_t*>(indices)[i];
}

struct WorkItem {
  int64_t token;
  uint32_t index;  // in the token's list of work
};

// False for the threads that round a block up to whole warps, and past the last token.
ROPEKV_HOST_DEVICE inline bool locate(const ropekv_args& a, const Geometry& g, uint32_t block,
                                      uint32_t thread, WorkItem* item) {
  if (g.blocks_per_token == 1) {
    const uint32_t token_in_block = thread / g.v_end;
    item->token = int64_t{block} * g.tokens_per_block + token_in_block;
    item->index = thread - token_in_block * g.v_end;
    return token_in_block < g.tokens_per_block && item->token < a.num_tokens;
  }
  const uint32_t token = block / g.blocks_per_token;
  item->token = token;
  item->index = (block - token * g.blocks_per_token) * g.threads_per_block + thread;
  return item->index < g.v_end;
}

// The slot to write, or -1: padding, past the pool, or past the end of slot_mapping.
ROPEKV_HOST_DEVICE inline int64_t slot_of(const ropekv_args& a, int64_t token) {
  if (token >= a.num_slots_given) return -1;
  const int64_t slot = load_index(a.slot_mapping, a.slot_dtype, token);
  return slot >= 0 && slot < a.num_slots ? slot : -1;
}

ROPEKV_HOST_DEVICE inline int64_t row_offset(const ropekv_strides& stride, int64_t token,
                                             uint32_t head) {
  return token * stride.token + int64_t{head} * stride.head;
}

ROPEKV_HOST_DEVICE inline int64_t cache_offset(const ropekv_args& a,
                                               const ropekv_cache_strides& stride, int64_t slot,
                                               uint32_t head) {
  // A flat pool is spared the division.
  const int64_t page = a.page_size == 1 ? slot : slot / a.page_size;
  const int64_t slot_in_page = slot - page * a.page_size;
  return page * stride.page + slot_in_page * stride.slot + int64_t{head} * stride.head;
}

// vec floats of a table row.
template <int kVec>
ROPEKV_HOST_DEVICE inline void load_table(float* to, const float* from) {
  constexpr int kStep = kVec < 4 ? kVec : 4;
  for (int i = 0; i < kVec; i += kStep) copy_chunk<kStep * 4>(to + i, from + i);
}

// Rotates chunk `chunk` of a row, or copies it where it lies in the tail. `cache` may be null.
template <class Element, int32_t kStyle, int kVec>
ROPEKV_HOST_DEVICE inline void rotate_chunk(const ropekv_args& a, const Geometry& g,
                                            int64_t position, uint32_t chunk,
                                            const typename Element::Code* in,
                                            typename Element::Code* out,
                                            typename Element::Code* cache) {
  using Code = typename Element::Code;
  constexpr int kBytes = kVec * static_cast<int>(sizeof(Code));
  const uint32_t half = static_cast<uint32_t>(a.rotary_dim) / 2;

  if (chunk >= g.rotary_chunks) {
    const uint32_t dim = 2 * half + (chunk - g.rotary_chunks) * kVec;
    alignas(16) Code tail[kVec];
    copy_chunk<kBytes>(tail, in + dim);
    if (out != in) copy_chunk<kBytes>(out + dim, tail);
    if (cache != nullptr) copy_chunk<kBytes>(cache + dim, tail);
    return;
  }

  // Two chunks that hold kVec pairs: side by side, or half a rotary part apart.
  constexpr bool kInterleaved = kStyle == ROPEKV_STYLE_INTERLEAVED;
  const uint32_t pair = chunk * kVec;
  const uint32_t low = kInterleaved ? 2 * pair : pair;
  const uint32_t high = kInterleaved ? low + kVec : low + half;
  alignas(16) Code x[2 * kVec];
  alignas(16) float cosine[kVec];
  alignas(16) float sine[kVec];
  copy_chunk<kBytes>(x, in + low);
  copy_chunk<kBytes>(x + kVec, in + high);
  const float* table = static_cast<const float*>(a.cos_sin_cache) + position * a.rotary_dim;
  load_table<kVec>(cosine, table + pair);
  load_table<kVec>(sine, table + half + pair);

#ifdef __CUDA_ARCH__
#pragma unroll
#endif
  for (int i = 0; i < kVec; ++i) {
    const int first = kInterleaved ? 2 * i : i;
    const int second = kInterleaved ? 2 * i + 1 : i + kVec;
    const float x1 = Element::widen(x[first]);
    const float x2 = Element::widen(x[second]);
    // This order of evaluation is one of the legal three; both lanes use the same.
    x[first] = Element::narrow(fma_rn(x1, cosine[i], -mul_rn(x2, sine[i])));
    x[second] = Element::narrow(fma_rn(x2, cosine[i], mul_rn(x1, sine[i])));
  }

  copy_chunk<kBytes>(out + low, x);
  copy_chunk<kBytes>(out + high, x + kVec);
  if (cache != nullptr) {
    copy_chunk<kBytes>(cache + low, x);
    copy_chunk<kBytes>(cache + high, x + kVec);
  }
}

template <class Element, int32_t kStyle, int kVec>
ROPEKV_HOST_DEVICE inline void rope_kv_thread(const ropekv_args& a, const Geometry& g,
                                              uint32_t block, uint32_t thread) {
  using Code = typename Element::Code;
  WorkItem item;
  if (!locate(a, g, block, thread, &item)) return;
  const int64_t token = item.token;
  const int64_t position = load_index(a.positions, a.position_dtype, token);
  // Such a token has no table row. Its outputs are unspecified: leave everything as it is.
  if (position < 0 || position >= a.max_position) return;

  if (item.index < g.q_end) {
    const uint32_t head = item.index / g.q_chunks;
    rotate_chunk<Element, kStyle, kVec>(
        a, g, position, item.index - head * g.q_chunks,
        static_cast<const Code*>(a.q) + row_offset(a.q_stride, token, head),
        static_cast<Code*>(a.q_rope) + row_offset(a.q_rope_stride, token, head), nullptr);
    return;
  }

  const int64_t slot = slot_of(a, token);
  if (item.index < g.k_end) {
    const uint32_t index = item.index - g.q_end;
    const uint32_t head = index / g.k_chunks;
    Code* cache = nullptr;
    if (slot >= 0 && a.k_buffer != nullptr) {
      cache = static_cast<Code*>(a.k_buffer) + cache_offset(a, a.k_buffer_stride, slot, head);
    }
    rotate_chunk<Element, kStyle, kVec>(
        a, g, position, index - head * g.k_chunks,
        static_cast<const Code*>(a.k) + row_offset(a.k_stride, token, head),
        static_cast<Code*>(a.k_rope) + row_offset(a.k_rope_stride, token, head), cache);
    return;
  }

  if (slot < 0) return;
  const uint32_t index = item.index - g.k_end;
  const uint32_t head = index / g.v_chunks;
  const uint32_t dim = (index - head * g.v_chunks) * kVec;
  copy_chunk<kVec* static_cast<int>(sizeof(Code))>(
      static_cast<Code*>(a.v_buffer) + cache_offset(a, a.v_buffer_stride, slot, head) + dim,
      static_cast<const Code*>(a.v) + row_offset(a.v_stride, token, head) + dim);
}

}  // namespace ropekv::production
