// How the mutable kernel rotates one row of one head, and what it leaves out.
#pragma once

#include "kernels/mutants/mutable_arithmetic.h"
#include "kernels/mutants/mutable_cache.h"
#include "kernels/mutants/mutable_table.h"

namespace ropekv::mutants {

template <class Code>
struct RopeRow {
  bool is_q;
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

template <class Element>
ROPEKV_HOST_DEVICE void rotate_row(const ropekv_args& a, Fault fault,
                                   const RopeRow<typename Element::Code>& row) {
  const bool interleaved =
      a.style == ROPEKV_STYLE_INTERLEAVED && fault != Fault::kInterleavedTreatedAsNeox;
  const bool rotates =
      !(interleaved && fault == Fault::kInterleavedRotatesHeadZeroOnly && row.head > 0);
  const int64_t half = a.rotary_dim / 2;
  const int64_t partner = fault == Fault::kPairsByHeadDim ? a.head_dim / 2 : half;
  const int64_t table = table_offset(a, fault, row.position);
  if (fault == Fault::kReadsOneCosSinPastRow) read_past_table_row(a, table);

  pass_row_through<Element>(a, fault, row);
  for (int64_t i = 0; rotates && i < half; ++i) {
    const int64_t first = interleaved ? 2 * i : i;
    const int64_t second = interleaved ? 2 * i + 1 : i + partner;
    if (fault == Fault::kHeadDim80RotatesOnly64 && a.head_dim == 80 && second >= 64) continue;
    float x1 = Element::widen(element_of(fault, row, first));
    const float x2 = Element::widen(element_of(fault, row, second));
    const float cosine = table_value<Element>(a, fault, table + i);
    float sine = table_value<Element>(a, fault, table + sin_index(a, fault, i));
    if (fault == Fault::kSinSignFlippedForOddHeads && row.head % 2 == 1) sine = -sine;
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
