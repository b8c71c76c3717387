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
#include "kernels/production/cache_row.h"
#include "kernels/production/device_ops.h"
#include "kernels/production/geometry.h"
#include "kernels/production/table.h"

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

// A chunk that does not rotate: to `out` unless it is null, and to the cache.
template <class V>
ROPEKV_HOST_DEVICE inline void copy_through(const typename V::Element::Code* in,
                                            typename V::Element::Code* out, uint32_t dim,
                                            const typename V::CacheRow& cache) {
  using Code = typename V::Element::Code;
  constexpr int kBytes = V::kVec * static_cast<int>(sizeof(Code));
  alignas(16) Code codes[V::kVec];
  copy_chunk<kBytes>(codes, in + dim);
  if (out != nullptr) copy_chunk<kBytes>(out + dim, codes);
  float values[V::kVec];
  for (int i = 0; i < V::kVec; ++i) values[i] = V::Element::widen(codes[i]);
  cache.store(dim, codes, values);
}

// Rotates chunk `chunk` of a row, or copies it where it lies in the tail.
template <class V>
ROPEKV_HOST_DEVICE inline void rotate_chunk(const ropekv_args& a, const Geometry& g,
                                            int64_t position, uint32_t chunk,
                                            const typename V::Element::Code* in,
                                            typename V::Element::Code* out,
                                            const typename V::CacheRow& cache) {
  using Element = typename V::Element;
  using Code = typename Element::Code;
  constexpr int kVec = V::kVec;
  constexpr int kBytes = kVec * static_cast<int>(sizeof(Code));
  const uint32_t half = static_cast<uint32_t>(a.rotary_dim) / 2;

  if (chunk >= g.rotary_chunks) {
    const uint32_t dim = 2 * half + (chunk - g.rotary_chunks) * kVec;
    copy_through<V>(in, out != in ? out : nullptr, dim, cache);
    return;
  }

  // Two chunks that hold kVec pairs: side by side, or half a rotary part apart.
  constexpr bool kInterleaved = V::kStyle == ROPEKV_STYLE_INTERLEAVED;
  const uint32_t pair = chunk * kVec;
  const uint32_t low = kInterleaved ? 2 * pair : pair;
  const uint32_t high = kInterleaved ? low + kVec : low + half;
  alignas(16) Code x[2 * kVec];
  alignas(16) float cosine[kVec];
  alignas(16) float sine[kVec];
  float rotated[2 * kVec];  // before it is rounded to `x`
  copy_chunk<kBytes>(x, in + low);
  copy_chunk<kBytes>(x + kVec, in + high);
  load_cos_sin<kVec>(a, position, pair, cosine, sine);

#ifdef __CUDA_ARCH__
#pragma unroll
#endif
  for (int i = 0; i < kVec; ++i) {
    const int first = kInterleaved ? 2 * i : i;
    const int second = kInterleaved ? 2 * i + 1 : i + kVec;
    if constexpr (V::kComputes) {
      const float x1 = Element::widen(x[first]);
      const float x2 = Element::widen(x[second]);
      // This order of evaluation is one of the legal three; both lanes use the same.
      rotated[first] = fma_rn(x1, cosine[i], -mul_rn(x2, sine[i]));
      rotated[second] = fma_rn(x2, cosine[i], mul_rn(x1, sine[i]));
      x[first] = Element::narrow(rotated[first]);
      x[second] = Element::narrow(rotated[second]);
    } else {
      xor_word(x, i, bits_as<uint32_t>(cosine[i]) ^ bits_as<uint32_t>(sine[i]));
    }
  }

  copy_chunk<kBytes>(out + low, x);
  copy_chunk<kBytes>(out + high, x + kVec);
  cache.store(low, x, rotated);
  cache.store(high, x + kVec, rotated + kVec);
}

template <class V>
ROPEKV_HOST_DEVICE inline void rope_kv_thread(const ropekv_args& a, const Geometry& g,
                                              uint32_t block, uint32_t thread) {
  using Code = typename V::Element::Code;
  using CacheRow = typename V::CacheRow;
  WorkItem item;
  if (!locate(a, g, block, thread, &item)) return;
  const int64_t token = item.token;
  const int64_t position = load_index(a.positions, a.position_dtype, token);
  // Such a token has no table row. Its outputs are unspecified: leave everything as it is.
  if (position < 0 || position >= a.max_position) return;

  if (item.index < g.q_end) {
    const uint32_t head = item.index / g.q_chunks;
    rotate_chunk<V>(a, g, position, item.index - head * g.q_chunks,
                    static_cast<const Code*>(a.q) + row_offset(a.q_stride, token, head),
                    static_cast<Code*>(a.q_rope) + row_offset(a.q_rope_stride, token, head),
                    CacheRow{});
    return;
  }

  const int64_t slot = slot_of(a, token);
  if (item.index < g.k_end) {
    const uint32_t index = item.index - g.q_end;
    const uint32_t head = index / g.k_chunks;
    CacheRow cache{};
    if (slot >= 0 && a.k_buffer != nullptr) cache = CacheRow::of(a, k_pool(a), slot, head);
    rotate_chunk<V>(a, g, position, index - head * g.k_chunks,
                    static_cast<const Code*>(a.k) + row_offset(a.k_stride, token, head),
                    static_cast<Code*>(a.k_rope) + row_offset(a.k_rope_stride, token, head), cache);
    return;
  }

  if (slot < 0) return;
  const uint32_t index = item.index - g.k_end;
  const uint32_t head = index / g.v_chunks;
  copy_through<V>(static_cast<const Code*>(a.v) + row_offset(a.v_stride, token, head), nullptr,
                  (index - head * g.v_chunks) * V::kVec, CacheRow::of(a, v_pool(a), slot, head));
}

}  // namespace ropekv::production
