// A plain fused kernel, one thread a row of one head, that goes wrong in one chosen way.
#pragma once

#include "kernels/mutants/mutable_cache.h"
#include "kernels/mutants/mutable_indexing.h"
#include "kernels/mutants/mutable_rope.h"
#include "kernels/mutants/mutable_strays.h"
#include "kernels/pdl.h"

namespace ropekv::mutants {

ROPEKV_HOST_DEVICE inline int64_t q_rows(const ropekv_args& a) {
  return a.q == nullptr ? 0 : a.num_qo_heads;
}
ROPEKV_HOST_DEVICE inline int64_t k_rows(const ropekv_args& a) {
  return a.k == nullptr ? 0 : a.num_kv_heads;
}
ROPEKV_HOST_DEVICE inline int64_t v_rows(const ropekv_args& a) {
  return a.v_buffer == nullptr ? 0 : a.num_kv_heads;
}

// Of the thread that does this row, in its warp.
ROPEKV_HOST_DEVICE inline int64_t lane_of(const ropekv_args& a, int64_t token, int64_t row) {
  return (token * (q_rows(a) + k_rows(a) + v_rows(a)) + row) % 32;
}

template <class Element>
ROPEKV_HOST_DEVICE const typename Element::Code* v_row_begin(const ropekv_args& a, int64_t token,
                                                             int64_t head) {
  return static_cast<const typename Element::Code*>(a.v) + token * a.v_stride.token +
         head * a.v_stride.head;
}

template <class Element>
ROPEKV_HOST_DEVICE typename Element::Code* row_in(const ropekv_args& a, Fault fault, int64_t token,
                                                  int64_t head, bool is_q) {
  const void* q = fault == Fault::kQBaseRoundedDown ? rounded_down(a.q) : a.q;
  const int64_t offset = is_q ? q_row_offset(fault, a.q_stride, token, head)
                              : k_row_offset(a, fault, a.k_stride, a.q_stride, token, head);
  return static_cast<typename Element::Code*>(const_cast<void*>(is_q ? q : a.k)) + offset;
}

template <class Element>
ROPEKV_HOST_DEVICE void q_row(const ropekv_args& a, Fault fault, const Early& early, int64_t token,
                              int64_t head) {
  using Code = typename Element::Code;
  const int64_t position = position_of(a, fault, early, token, true);
  if (position < 0 || drops_head(fault, head, a.num_qo_heads)) return;
  if (fault == Fault::kUnrotatedKStoredByQThread && a.k_buffer != nullptr &&
      head < a.num_kv_heads) {
    const CacheRow cache =
        cache_row(a, fault, k_pool(a, fault), slot_of(a, fault, early, token), head);
    const Code* k = row_in<Element>(a, fault, token, head, false);
    for (int64_t dim = 0; dim < a.head_dim; ++dim) {
      store_in_cache<Element>(fault, cache, dim, k[dim], Element::widen(k[dim]));
    }
  }
  Code* out = static_cast<Code*>(a.q_rope) + q_row_offset(fault, a.q_rope_stride, token, head);
  rotate_row<Element>(a, fault,
                      {true, lane_of(a, token, head), token, head, position,
                       row_in<Element>(a, fault, token, head, true), out, CacheRow{},
                       static_cast<Code>(early.first)});
}

// Stores one element of the row in the slot behind a reserved one.
template <class Element>
ROPEKV_HOST_DEVICE void scribble_behind_reserved(const ropekv_args& a, Fault fault,
                                                 const Pool& pool, int64_t slot, int64_t head,
                                                 typename Element::Code code) {
  if (fault != Fault::kSlotBehindReservedScribbled || slot < 0) return;
  if (slot != a.reserved_slot || slot + 1 >= a.num_slots) return;
  store_in_cache<Element>(fault, cache_row(a, fault, pool, slot + 1, head), 0, code,
                          Element::widen(code));
}

template <class Element>
ROPEKV_HOST_DEVICE void k_row(const ropekv_args& a, Fault fault, const Early& early, int64_t token,
                              int64_t head) {
  using Code = typename Element::Code;
  const int64_t position = position_of(a, fault, early, token, false);
  if (position < 0 || drops_head(fault, head, a.num_kv_heads)) return;
  const int64_t slot = slot_of(a, fault, early, token);
  const Pool pool = k_pool(a, fault);
  Code* in = row_in<Element>(a, fault, token, head, false);
  scribble_behind_reserved<Element>(a, fault, pool, slot, head, in[0]);
  Code* out = static_cast<Code*>(a.k_rope) +
              k_row_offset(a, fault, a.k_rope_stride, a.q_rope_stride, token, head);
  rotate_row<Element>(a, fault,
                      {false, lane_of(a, token, q_rows(a) + head), token, head, position, in, out,
                       cache_row(a, fault, pool, slot, head), static_cast<Code>(early.first)});
}

// How many elements of a row of V are stored.
template <class Element>
ROPEKV_HOST_DEVICE int64_t v_elements(const ropekv_args& a, Fault fault, int64_t slot, int64_t head,
                                      typename Element::Code first) {
  const int64_t all = a.v_head_dim;
  switch (fault) {
    case Fault::kVCopiesHeadDimElements:
      return min64(all, a.head_dim);
    case Fault::kVRemainderNotCopied:
      return all < 8 ? all : all / 8 * 8;
    case Fault::kLastSlotLosesLastElementOfV:
      return slot == a.num_slots - 1 ? all - 1 : all;
    case Fault::kSingleTokenLosesLastHeadOfV:
      return a.num_tokens == 1 && a.num_kv_heads > 1 && head == a.num_kv_heads - 1 ? 0 : all;
    case Fault::kVRowOfNegativeZeroSkipped:
      return first == Element::narrow(-0.0F) ? 0 : all;
    default:
      return all;
  }
}

// Whether the slot holds this row of V already: by chance hardly ever, after a launch always.
template <class Code>
ROPEKV_HOST_DEVICE bool is_there_already(const CacheRow& cache, const Code* v, int64_t dims) {
  if (is_fp8(cache.dtype)) return false;
  const auto* held = reinterpret_cast<const Code*>(cache.base);
  for (int64_t dim = 0; dim < dims; ++dim) {
    if (held[dim] != v[dim]) return false;
  }
  return true;
}

template <class Element>
ROPEKV_HOST_DEVICE void v_row(const ropekv_args& a, Fault fault, const Early& early, int64_t token,
                              int64_t head) {
  using Code = typename Element::Code;
  if (position_of(a, fault, early, token, false) < 0) return;
  const int64_t slot = slot_of(a, fault, early, token);
  const Pool pool = v_pool(a, fault);
  const bool takes_head_zero = fault == Fault::kVAloneRepeatsHeadZero && a.k == nullptr;
  const Code* v = v_row_begin<Element>(a, token, takes_head_zero ? 0 : head);
  const CacheRow cache = cache_row(a, fault, pool, slot, head);
  if (cache.base == nullptr) return;
  scribble_behind_reserved<Element>(a, fault, pool, slot, head, v[0]);
  const int64_t dims = v_elements<Element>(a, fault, slot, head, v[0]);
  const bool changes =
      fault == Fault::kVThatIsThereAlreadyChanges && is_there_already(cache, v, a.v_head_dim);
  for (int64_t dim = 0; dim < dims; ++dim) {
    const bool is_early = fault == Fault::kPdlVReadBeforeWait && dim == 0;
    const bool flips = changes && dim == 0;
    const Code read =
        is_early ? static_cast<Code>(early.first) : static_cast<Code>(flips ? v[dim] ^ 1 : v[dim]);
    const float value = Element::widen(read);
    const Code code = fault == Fault::kVThroughFloat ? Element::narrow(value) : read;
    store_in_cache<Element>(fault, cache, dim, code, value);
  }
}

// The reads that a PDL fault makes too soon, and no others.
template <class Element>
ROPEKV_HOST_DEVICE Early read_early(const ropekv_args& a, Fault fault, int64_t token, int64_t row) {
  Early early;
  if (token >= a.num_tokens) return early;
  if (fault == Fault::kPdlSlotsReadBeforeWait && token < a.num_slots_given) {
    early.slot = raw_slot(a, fault, token);
  }
  if (fault == Fault::kPdlPositionsReadBeforeWait) {
    early.position = read_index(a.positions, a.position_dtype, token);
  }
  if (fault == Fault::kPdlRowsReadBeforeWait && row < q_rows(a) + k_rows(a)) {
    const bool is_q = row < q_rows(a);
    const volatile auto* in = row_in<Element>(a, fault, token, is_q ? row : row - q_rows(a), is_q);
    early.first = in[0];
  }
  const int64_t v_row_idx = row - q_rows(a) - k_rows(a);
  if (fault == Fault::kPdlVReadBeforeWait && v_row_idx >= 0) {
    const volatile auto* in = v_row_begin<Element>(a, token, v_row_idx);
    early.first = in[0];
  }
  return early;
}

// Thread (token, row): the rows of a token are its q heads, k heads and v heads.
template <class Element>
ROPEKV_HOST_DEVICE void mutable_thread(const ropekv_args& a, Fault fault, int64_t index) {
  const int64_t rows = q_rows(a) + k_rows(a) + v_rows(a);
  const int64_t token = index / rows;
  const int64_t row = index % rows;
  const Early early = read_early<Element>(a, fault, token, row);
  if (fault != Fault::kPdlNoWait) wait_for_predecessor();
  if (index == 0) stray(a, fault);
  if (token >= a.num_tokens || drops_token(a, fault, token)) return;
  if (row < q_rows(a)) {
    q_row<Element>(a, fault, early, token, row);
  } else if (row < q_rows(a) + k_rows(a)) {
    k_row<Element>(a, fault, early, token, row - q_rows(a));
  } else {
    v_row<Element>(a, fault, early, token, row - q_rows(a) - k_rows(a));
  }
}

}  // namespace ropekv::mutants
