// How the production kernel reads cos_sin_cache.
#pragma once

#include <cstdint>

#include "kernels/contract.h"
#include "kernels/element.h"
#include "kernels/host_device.h"
#include "kernels/production/memory_ops.h"

namespace ropekv::production {

// Values that lie together, as f32, in accesses of up to 16 bytes.
template <class Element, int kValues>
ROPEKV_HOST_DEVICE inline void load_values(const typename Element::Code* from, float* to) {
  using Code = typename Element::Code;
  constexpr int kElementBytes = static_cast<int>(sizeof(Code));
  constexpr int kStep = kValues * kElementBytes > 16 ? 16 / kElementBytes : kValues;
  alignas(16) Code codes[kValues];
  for (int i = 0; i < kValues; i += kStep) load_chunk<kStep * kElementBytes>(codes + i, from + i);
  for (int i = 0; i < kValues; ++i) to[i] = Element::widen(codes[i]);
}

// Those of a thread's kVec pairs. `first` is the first pair's cosine at position 0; the sines lie
// half a row on. With `kSplit` the second half of the pairs lies a quarter of a row on.
template <int kVec, bool kSplit>
ROPEKV_HOST_DEVICE inline void load_cos_sin(const void* first, int32_t dtype, int64_t position,
                                            uint32_t rotary_dim, float* cosine, float* sine) {
  // One branch for all: its sides are alike for all threads, and more would hold more registers.
  const auto load = [&]<class Element>(Element) {
    constexpr int kTogether = kSplit ? kVec / 2 : kVec;
    const auto* cosines = static_cast<const typename Element::Code*>(first) + position * rotary_dim;
    const auto* sines = cosines + rotary_dim / 2;
    for (int i = 0; i < kVec; i += kTogether) {
      const uint32_t at = i == 0 ? 0 : rotary_dim / 4;
      load_values<Element, kTogether>(cosines + at, cosine + i);
      load_values<Element, kTogether>(sines + at, sine + i);
    }
  };
  if (dtype == ROPEKV_F32) {
    load(F32{});
  } else if (dtype == ROPEKV_F16) {
    load(F16{});
  } else {
    load(Bf16{});
  }
}

}  // namespace ropekv::production
