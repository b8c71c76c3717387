// How the production kernel reads cos_sin_cache.
#pragma once

#include <cstdint>

#include "kernels/contract.h"
#include "kernels/element.h"
#include "kernels/host_device.h"
#include "kernels/production/device_ops.h"

namespace ropekv::production {

// kVec values from element `offset` on, as f32, in accesses of up to 16 bytes.
template <class Element, int kVec>
ROPEKV_HOST_DEVICE inline void load_table(const void* table, int64_t offset, float* to) {
  using Code = typename Element::Code;
  constexpr int kElementBytes = static_cast<int>(sizeof(Code));
  constexpr int kStep = kVec * kElementBytes > 16 ? 16 / kElementBytes : kVec;
  const Code* from = static_cast<const Code*>(table) + offset;
  alignas(16) Code codes[kVec];
  for (int i = 0; i < kVec; i += kStep) copy_chunk<kStep * kElementBytes>(codes + i, from + i);
  for (int i = 0; i < kVec; ++i) to[i] = Element::widen(codes[i]);
}

// Of pairs [pair, pair + kVec) at a position. One branch for both halves: its sides are alike for
// all threads, and two would hold more registers.
template <int kVec>
ROPEKV_HOST_DEVICE inline void load_cos_sin(const ropekv_args& a, int64_t position, uint32_t pair,
                                            float* cosine, float* sine) {
  const int64_t offset = position * a.rotary_dim + pair;
  const int64_t half = a.rotary_dim / 2;
  const auto load = [&]<class Element>(Element) {
    load_table<Element, kVec>(a.cos_sin_cache, offset, cosine);
    load_table<Element, kVec>(a.cos_sin_cache, offset + half, sine);
  };
  if (a.table_dtype == ROPEKV_F32) {
    load(F32{});
  } else if (a.table_dtype == ROPEKV_F16) {
    load(F16{});
  } else {
    load(Bf16{});
  }
}

}  // namespace ropekv::production
