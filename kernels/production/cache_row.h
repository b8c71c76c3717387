// What a thread of the production kernel stores into a cache: codes of the input's dtype, or of
// fp8.
//
// Both kinds take a chunk twice, as codes of the input's dtype and as the f32 values behind them,
// and use one of the two. For a cache of the input's dtype the values are dead code.
#pragma once

#include <cstdint>

#include "kernels/fp8.h"
#include "kernels/host_device.h"
#include "kernels/production/memory_ops.h"
#include "kernels/production/plan.h"

namespace ropekv::production {

template <class Element, bool kComputes, bool kStreams>
struct SameDtypeRow {
  using Code = typename Element::Code;

  struct ScaleSource {};
  ROPEKV_HOST_DEVICE static ScaleSource scale_source(const Part&) { return {}; }

  struct Scale {};
  ROPEKV_HOST_DEVICE static Scale load_scale(ScaleSource) { return {}; }

  template <int kVec>
  ROPEKV_HOST_DEVICE static void store(int32_t, Scale, Code* to, const Code* codes, const float*) {
    store_chunk<kVec* static_cast<int>(sizeof(Code)), kStreams>(to, codes);
  }
};

template <class Element, bool kComputes, bool kStreams>
struct Fp8Row {
  using Code = uint8_t;

  struct ScaleSource {
    const float* at;  // null: `value` it is
    float value;
  };
  ROPEKV_HOST_DEVICE static ScaleSource scale_source(const Part& part) {
    return {part.scale_ptr, part.scale};
  }

  using Scale = float;
  ROPEKV_HOST_DEVICE static Scale load_scale(const ScaleSource& source) {
    float scale = source.value;
    if (source.at != nullptr) load_chunk<4>(&scale, source.at);
    return scale;
  }

  template <int kVec>
  ROPEKV_HOST_DEVICE static void store(int32_t cache_dtype, Scale scale, Code* to,
                                       const typename Element::Code* of_input,
                                       const float* values) {
    alignas(16) Code codes[kVec];
    if constexpr (!kComputes) {
      memcpy(codes, of_input, kVec);
    } else if constexpr (kVec == 1) {
      codes[0] = fp8_code(div_rn(values[0], scale), cache_dtype);
    } else {
#ifdef __CUDA_ARCH__
#pragma unroll
#endif
      for (int i = 0; i < kVec; i += 2) {
        const uint16_t pair =
            fp8_code_pair(div_rn(values[i], scale), div_rn(values[i + 1], scale), cache_dtype);
        memcpy(codes + i, &pair, 2);
      }
    }
    store_chunk<kVec, kStreams>(to, codes);
  }
};

}  // namespace ropekv::production
