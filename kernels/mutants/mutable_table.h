// What the mutable kernel reads from cos_sin_cache.
#pragma once

#include "kernels/contract.h"
#include "kernels/element.h"
#include "kernels/mutants/mutable_indexing.h"
#include "kernels/tensor_view.h"

namespace ropekv::mutants {

ROPEKV_HOST_DEVICE inline const void* table_base(const ropekv_args& a, Fault fault) {
  return fault == Fault::kTableBaseRoundedDown ? rounded_down(a.cos_sin_cache) : a.cos_sin_cache;
}

// In elements.
ROPEKV_HOST_DEVICE inline int64_t table_offset(const ropekv_args& a, Fault fault,
                                               int64_t position) {
  if (fault == Fault::kTableRowByHeadDim) {
    return min64(position * a.head_dim, (a.max_position - 1) * a.rotary_dim);
  }
  if (fault == Fault::kTableRowStrideInFloats && a.table_dtype != ROPEKV_F32) {
    position = min64(2 * position, a.max_position - 1);
  }
  return position * a.rotary_dim;
}

ROPEKV_HOST_DEVICE inline int64_t sin_index(const ropekv_args& a, Fault fault, int64_t pair) {
  int64_t begin = a.rotary_dim / 2;
  if (fault == Fault::kSinOffsetRoundedToPow2) {
    begin = 1;
    while (2 * begin < a.rotary_dim) begin *= 2;
  }
  return min64(begin + pair, a.rotary_dim - 1);
}

// Element `i` of the table, as f32; `Element` is that of q and k.
template <class Element>
ROPEKV_HOST_DEVICE inline float table_value(const ropekv_args& a, Fault fault, int64_t i) {
  const void* table = table_base(a, fault);
  float x;
  if (a.table_dtype == ROPEKV_F32) {
    x = static_cast<const float*>(table)[i];
  } else {
    const uint16_t code = static_cast<const uint16_t*>(table)[i];
    const bool f16 = a.table_dtype == ROPEKV_F16 || fault == Fault::kBf16TableReadAsF16;
    x = f16 ? F16::widen(code) : Bf16::widen(code);
  }
  if (fault == Fault::kTableRoundedToInput) return Element::widen(Element::narrow(x));
  if (fault == Fault::kTableRoundedToBf16) return Bf16::widen(Bf16::narrow(x));
  return x;
}

ROPEKV_HOST_DEVICE inline void read_past_table_row(const ropekv_args& a, int64_t row_offset) {
  const auto* table = static_cast<const volatile unsigned char*>(a.cos_sin_cache);
  static_cast<void>(table[(row_offset + a.rotary_dim) * element_bytes(a.table_dtype)]);
}

}  // namespace ropekv::mutants
