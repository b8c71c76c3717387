// The arithmetic of a thread of the production kernel: kVec pairs in two chunks.
#pragma once

#include <cstdint>

#include "kernels/contract.h"
#include "kernels/host_device.h"
#include "kernels/production/device_ops.h"

namespace ropekv::production {

// Where pair `i` lies in two chunks of kVec elements, one after the other: neox pairs lie across
// them, interleaved ones within one (or across, where a chunk is one element).
template <int32_t kStyle, int kVec>
struct PairAt {
  static constexpr bool kInterleaved = kStyle == ROPEKV_STYLE_INTERLEAVED;
  ROPEKV_HOST_DEVICE static constexpr int first(int i) { return kInterleaved ? 2 * i : i; }
  ROPEKV_HOST_DEVICE static constexpr int second(int i) {
    return kInterleaved ? 2 * i + 1 : i + kVec;
  }
};

// `rotated` is the result before it is rounded to `x`.
template <class V>
ROPEKV_HOST_DEVICE inline void rotate(typename V::Element::Code* x, const float* cosine,
                                      const float* sine, float* rotated) {
  using Element = typename V::Element;
  using At = PairAt<V::kStyle, V::kVec>;
#ifdef __CUDA_ARCH__
#pragma unroll
#endif
  for (int i = 0; i < V::kVec; ++i) {
    if constexpr (V::kComputes) {
      const float x1 = Element::widen(x[At::first(i)]);
      const float x2 = Element::widen(x[At::second(i)]);
      // This order of evaluation is one of the legal three; both lanes use the same.
      const float first = fma_rn(x1, cosine[i], -mul_rn(x2, sine[i]));
      const float second = fma_rn(x2, cosine[i], mul_rn(x1, sine[i]));
      rotated[At::first(i)] = first;
      rotated[At::second(i)] = second;
      x[At::first(i)] = Element::narrow(first);
      x[At::second(i)] = Element::narrow(second);
    } else {
      xor_word(x, i, bits_as<uint32_t>(cosine[i]) ^ bits_as<uint32_t>(sine[i]));
    }
  }
}

// For what does not rotate: `x` stays as it is, bit for bit.
template <class Element, int kVec>
ROPEKV_HOST_DEVICE inline void widen_all(const typename Element::Code* x, float* values) {
#ifdef __CUDA_ARCH__
#pragma unroll
#endif
  for (int i = 0; i < 2 * kVec; ++i) values[i] = Element::widen(x[i]);
}

}  // namespace ropekv::production
