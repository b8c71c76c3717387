// A plain fused kernel, one thread a row of one head, that goes wrong in one chosen way.
#pragma once

#include "kernels/mutants/mutable_arithmetic.h"
#include "kernels/mutants/mutable_indexing.h"

namespace ropekv::mutants {

template <class Code>
struct RopeRow {
  bool is_q;
  int64_t head, position;
  Code* in;  // a `Code*`, for the kernel that scribbles on its input
  Code* out;
  Code* cache;  // null: not stored
};

template <class Code>
ROPEKV_HOST_DEVICE inline void store(Fault fault, const RopeRow<Code>& row, int64_t dim,
                                     Code code) {
  if (fault != Fault::kKRopeNotWritten || row.is_q) row.out[dim] = code;
  if (row.cache != nullptr) row.cache[dim] = code;
  if (fault == Fault::kInputKScribbled && !row.is_q) row.in[dim] = code;
}

template <class Element, class Row>
ROPEKV_HOST_DEVICE void store_result(Fault fault, const Row& row, int64_t dim, float result) {
  if (fault == Fault::kNanNotStored && result != result) return;
  store(fault, row, dim, round_result<Element>(fault, result));
}

template <class Element>
ROPEKV_HOST_DEVICE void rotate_row(const ropekv_args& a, Fault fault,
                                   const RopeRow<typename Element::Code>& row) {
  using Code = typename Element::Code;
  const bool interleaved =
      a.style == ROPEKV_STYLE_INTERLEAVED && fault != Fault::kInterleavedTreatedAsNeox;
  const bool rotates =
      !(interleaved && fault == Fault::kInterleavedRotatesHeadZeroOnly && row.head > 0);
  const int64_t half = a.rotary_dim / 2;
  const int64_t partner = fault == Fault::kPairsByHeadDim ? a.head_dim / 2 : half;
  const float* table =
      static_cast<const float*>(a.cos_sin_cache) + table_offset(a, fault, row.position);
  if (fault == Fault::kReadsOneCosSinPastRow) {
    static_cast<void>(static_cast<const volatile float*>(table)[a.rotary_dim]);
  }

  // Everything passes through first; what rotates is then overwritten.
  for (int64_t dim = 0; dim < a.head_dim; ++dim) {
    Code code = row.in[dim];
    const bool in_tail = dim >= a.rotary_dim;
    if (in_tail && fault == Fault::kTailThroughFloat) code = Element::narrow(Element::widen(code));
    if (!in_tail && fault == Fault::kNanNotStored) continue;
    RopeRow<Code> target = row;
    if (in_tail && fault == Fault::kCacheTailNotCopied) target.cache = nullptr;
    store(fault, target, dim, code);
  }
  for (int64_t i = 0; rotates && i < half; ++i) {
    const int64_t first = interleaved ? 2 * i : i;
    const int64_t second = interleaved ? 2 * i + 1 : i + partner;
    float x1 = Element::widen(row.in[first]);
    const float x2 = Element::widen(row.in[second]);
    const float cosine = table_value<Element>(fault, table[i]);
    float sine = table_value<Element>(fault, table[sin_index(a, fault, i)]);
    if (fault == Fault::kSinSignFlippedForOddHeads && row.head % 2 == 1) sine = -sine;
    store_result<Element>(fault, row, first, dot<Element>(fault, x1, cosine, -x2, sine));
    if (fault == Fault::kInPlacePartnerOverwritten) x1 = Element::widen(row.in[first]);
    store_result<Element>(fault, row, second, dot<Element>(fault, x2, cosine, x1, sine));
  }
  if (fault == Fault::kQRowRunsOneElementOver && row.is_q) {
    row.out[a.head_dim] = row.out[a.head_dim - 1];
  }
  if (fault == Fault::kCacheRowRunsOneElementOver && row.cache != nullptr) {
    row.cache[a.head_dim] = row.cache[a.head_dim - 1];
  }
}

template <class Code>
ROPEKV_HOST_DEVICE Code* cache_row(const ropekv_args& a, Fault fault, void* pool,
                                   const ropekv_cache_strides& stride, int64_t slot, int64_t head,
                                   int64_t dim) {
  if (pool == nullptr || slot < 0) return nullptr;
  return static_cast<Code*>(pool) +
         cache_offset(a, fault, stride, slot, head, dim, int64_t{sizeof(Code)});
}

template <class Element>
ROPEKV_HOST_DEVICE void q_row(const ropekv_args& a, Fault fault, int64_t token, int64_t head) {
  using Code = typename Element::Code;
  const int64_t position = position_of(a, fault, token, true);
  if (position < 0 || drops_head(fault, head, a.num_qo_heads)) return;
  if (fault == Fault::kUnrotatedKStoredByQThread && a.k_buffer != nullptr &&
      head < a.num_kv_heads) {
    Code* cache = cache_row<Code>(a, fault, a.k_buffer, a.k_buffer_stride, slot_of(a, fault, token),
                                  head, a.head_dim);
    const Code* k =
        static_cast<const Code*>(a.k) + token * a.k_stride.token + head * a.k_stride.head;
    for (int64_t dim = 0; cache != nullptr && dim < a.head_dim; ++dim) cache[dim] = k[dim];
  }
  rotate_row<Element>(
      a, fault,
      {true, head, position,
       static_cast<Code*>(const_cast<void*>(a.q)) + token * a.q_stride.token +
           head * a.q_stride.head,
       static_cast<Code*>(a.q_rope) + token * a.q_rope_stride.token + head * a.q_rope_stride.head,
       nullptr});
}

template <class Element>
ROPEKV_HOST_DEVICE void k_row(const ropekv_args& a, Fault fault, int64_t token, int64_t head) {
  using Code = typename Element::Code;
  const int64_t position = position_of(a, fault, token, false);
  if (position < 0 || drops_head(fault, head, a.num_kv_heads)) return;
  const int64_t slot = slot_of(a, fault, token);
  rotate_row<Element>(
      a, fault,
      {false, head, position,
       static_cast<Code*>(const_cast<void*>(a.k)) +
           k_row_offset(a, fault, a.k_stride, a.q_stride, token, head),
       static_cast<Code*>(a.k_rope) +
           k_row_offset(a, fault, a.k_rope_stride, a.q_rope_stride, token, head),
       cache_row<Code>(a, fault, a.k_buffer, a.k_buffer_stride, slot, head, a.head_dim)});
}

template <class Element>
ROPEKV_HOST_DEVICE void v_row(const ropekv_args& a, Fault fault, int64_t token, int64_t head) {
  using Code = typename Element::Code;
  if (position_of(a, fault, token, false) < 0) return;
  Code* cache = cache_row<Code>(a, fault, a.v_buffer, a.v_buffer_stride, slot_of(a, fault, token),
                                head, a.v_head_dim);
  if (cache == nullptr) return;
  const Code* v = static_cast<const Code*>(a.v) + token * a.v_stride.token + head * a.v_stride.head;
  int64_t dims = a.v_head_dim;
  if (fault == Fault::kVCopiesHeadDimElements) dims = min64(dims, a.head_dim);
  for (int64_t dim = 0; dim < dims; ++dim) {
    cache[dim] = fault == Fault::kVThroughFloat ? Element::narrow(Element::widen(v[dim])) : v[dim];
  }
}

ROPEKV_HOST_DEVICE inline int64_t q_rows(const ropekv_args& a) {
  return a.q == nullptr ? 0 : a.num_qo_heads;
}
ROPEKV_HOST_DEVICE inline int64_t k_rows(const ropekv_args& a) {
  return a.k == nullptr ? 0 : a.num_kv_heads;
}
ROPEKV_HOST_DEVICE inline int64_t v_rows(const ropekv_args& a) {
  return a.v_buffer == nullptr ? 0 : a.num_kv_heads;
}

// Thread (token, row): the rows of a token are its q heads, k heads and v heads.
template <class Element>
ROPEKV_HOST_DEVICE void mutable_thread(const ropekv_args& a, Fault fault, int64_t index) {
  const int64_t rows = q_rows(a) + k_rows(a) + v_rows(a);
  const int64_t token = index / rows;
  const int64_t row = index % rows;
  if (token >= a.num_tokens || drops_token(a, fault, token)) return;
  if (row < q_rows(a)) {
    q_row<Element>(a, fault, token, row);
  } else if (row < q_rows(a) + k_rows(a)) {
    k_row<Element>(a, fault, token, row - q_rows(a));
  } else {
    v_row<Element>(a, fault, token, row - q_rows(a) - k_rows(a));
  }
}

}  // namespace ropekv::mutants
