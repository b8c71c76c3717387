// How the mutable kernel rotates one row of one head, and what it leaves out.
#pragma once

#include "kernels/mutants/mutable_arithmetic.h"
#include "kernels/mutants/mutable_cache.h"
#include "kernels/mutants/mutable_table.h"

namespace ropekv::mutants {

template <class Code>
struct RopeRow {
  bool is_q;
  int64_t lane;  // of its thread, in the warp
  int64_t token, head, position;
  Code* in;  // a `Code*`, for the kernel that scribbles on its input
  Code* out;
  CacheRow cache;
  Code early_first;
};

template <class Code>
ROPEKV_HOST_DEVICE inline Code element_of(Fault fault, const RopeRow<Code>& row, int64_t dim) {
  return fault == Fault::kPdlRowsReadBeforeWait && dim == 0 ? row.early_first : row.in[dim];
}

// `value` is what `code` was rounded from.
template <class Element>
ROPEKV_HOST_DEVICE inline void store(Fault fault, const RopeRow<typename Element::Code>& row,
                                     int64_t dim, typename Element::Code code, float value) {
  if (fault != Fault::kKRopeNotWritten || row.is_q) row.out[dim] = code;
  store_in_cache<Element>(fault, row.cache, dim, code, value);
  if (fault == Fault::kInputKScribbled && !row.is_q) row.in[dim] = code;
}

template <class Element, class Row>
ROPEKV_HOST_DEVICE void store_result(Fault fault, const Row& row, int64_t dim, float result) {
  if (fault == Fault::kNanNotStored && result != result) return;
  if (fault == Fault::kLane13DropsDim7 && row.lane == 13 && dim == 7) return;
  typename Element::Code code = round_result<Element>(fault, result, row.in == row.out);
  if (fault == Fault::kOneElementIn100000OneUlpUp &&
      is_rare_place(row.token, row.head, dim, row.is_q)) {
    code = one_ulp_up<Element>(code);
  }
  store<Element>(fault, row, dim, code, result);
}

// Everything passes through first; what rotates is then overwritten.
template <class Element>
ROPEKV_HOST_DEVICE void pass_row_through(const ropekv_args& a, Fault fault,
                                         const RopeRow<typename Element::Code>& row) {
  for (int64_t dim = 0; dim < a.head_dim; ++dim) {
    typename Element::Code code = element_of(fault, row, dim);
    const bool in_tail = dim >= a.rotary_dim;
    if (in_tail && fault == Fault::kTailThroughFloat) code = Element::narrow(Element::widen(code));
    if (!in_tail && fault == Fault::kNanNotStored) continue;
    RopeRow<typename Element::Code> target = row;
    if (in_tail && fault == Fault::kCacheTailNotCopied) target.cache.base = nullptr;
    store<Element>(fault, target, dim, code, Element::widen(code));
  }
}

template <class Code>
ROPEKV_HOST_DEVICE inline bool rotates(Fault fault, const RopeRow<Code>& row, bool interleaved) {
  if (fault == Fault::kInterleavedRotatesHeadZeroOnly) return !interleaved || row.head == 0;
  if (fault == Fault::kHeadsOfQFrom64NotRotated) return !row.is_q || row.head < 64;
  return true;
}

template <class Code>
ROPEKV_HOST_DEVICE inline bool drops_pair(const ropekv_args& a, Fault fault,
                                          const RopeRow<Code>& row, int64_t pair, int64_t second) {
  if (fault == Fault::kHeadDim80RotatesOnly64) return a.head_dim == 80 && second >= 64;
  if (fault != Fault::kInPlaceStridedPartialLosesLastPair || row.in != row.out) return false;
  const int64_t token_stride = row.is_q ? a.q_stride.token : a.k_stride.token;
  const int64_t heads = row.is_q ? a.num_qo_heads : a.num_kv_heads;
  return pair == a.rotary_dim / 2 - 1 && a.rotary_dim < a.head_dim &&
         token_stride != heads * a.head_dim;
}

// An element that is to be rotated, widened.
template <class Element>
ROPEKV_HOST_DEVICE float operand(Fault fault, const RopeRow<typename Element::Code>& row,
                                 int64_t dim) {
  const float x = Element::widen(element_of(fault, row, dim));
  return fault == Fault::kNegativeZeroInQReadAsZero && row.is_q ? x + 0.0F : x;
}

struct Angle {
  float cosine, sine;
};

// Of pair `i` of the row of the table that begins at `table`.
template <class Element>
ROPEKV_HOST_DEVICE Angle angle_of(const ropekv_args& a, Fault fault,
                                  const RopeRow<typename Element::Code>& row, int64_t table,
                                  int64_t i) {
  if (fault == Fault::kPositionZeroTakenForIdentity && row.position == 0) return {1.0F, 0.0F};
  const float cosine = table_value<Element>(a, fault, table + i);
  const float sine = table_value<Element>(a, fault, table + sin_index(a, fault, i));
  const bool backwards = (fault == Fault::kSinSignFlippedForOddHeads && row.head % 2 == 1) ||
                         (fault == Fault::kHead5OfQRotatedBackwards && row.is_q && row.head == 5);
  return {cosine, backwards ? -sine : sine};
}

template <class Element>
ROPEKV_HOST_DEVICE void rotate_row(const ropekv_args& a, Fault fault,
                                   const RopeRow<typename Element::Code>& row) {
  const bool interleaved =
      a.style == ROPEKV_STYLE_INTERLEAVED && fault != Fault::kInterleavedTreatedAsNeox;
  const int64_t half = a.rotary_dim / 2;
  const int64_t partner = fault == Fault::kPairsByHeadDim ? a.head_dim / 2 : half;
  const int64_t table = table_offset(a, fault, row.position);
  if (fault == Fault::kReadsOneCosSinPastRow) read_past_table_row(a, table);

  pass_row_through<Element>(a, fault, row);
  for (int64_t i = 0; rotates(fault, row, interleaved) && i < half; ++i) {
    const int64_t first = interleaved ? 2 * i : i;
    const int64_t second = interleaved ? 2 * i + 1 : i + partner;
    if (drops_pair(a, fault, row, i, second)) continue;
    float x1 = operand<Element>(fault, row, first);
    const float x2 = operand<Element>(fault, row, second);
    const auto [cosine, sine] = angle_of<Element>(a, fault, row, table, i);
    store_result<Element>(fault, row, first, dot<Element>(fault, x1, cosine, -x2, sine));
    if (fault == Fault::kInPlacePartnerOverwritten) x1 = Element::widen(row.in[first]);
    store_result<Element>(fault, row, second, dot<Element>(fault, x2, cosine, x1, sine));
  }
  if (fault == Fault::kQRowRunsOneElementOver && row.is_q) {
    row.out[a.head_dim] = row.out[a.head_dim - 1];
  }
  if (fault == Fault::kCacheRowRunsOneElementOver) {
    const auto last = row.out[a.head_dim - 1];
    store_in_cache<Element>(fault, row.cache, a.head_dim, last, Element::widen(last));
  }
}

}  // namespace ropekv::mutants
