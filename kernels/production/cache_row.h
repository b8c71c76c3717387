// Where a thread of the production kernel stores K and V: a row of a cache, for one slot and head.
//
// Both kinds take a chunk twice, as codes of the input's dtype and as the f32 values behind them,
// and use one of the two. For a cache of the input's dtype the values are dead code.
#pragma once

#include <cstdint>

#include "kernels/contract.h"
#include "kernels/fp8.h"
#include "kernels/host_device.h"
#include "kernels/production/device_ops.h"

namespace ropekv::production {

// In elements of the cache.
ROPEKV_HOST_DEVICE inline int64_t cache_offset(const ropekv_args& a,
                                               const ropekv_cache_strides& stride, int64_t slot,
                                               uint32_t head) {
  // A flat pool is spared the division.
  const int64_t page = a.page_size == 1 ? slot : slot / a.page_size;
  const int64_t slot_in_page = slot - page * a.page_size;
  return page * stride.page + slot_in_page * stride.slot + int64_t{head} * stride.head;
}

// Which of the two caches: what rows_of needs of it.
struct Pool {
  void* base;  // null: not stored
  const ropekv_cache_strides& stride;
  float scale;
  const float* scale_ptr;
};

ROPEKV_HOST_DEVICE inline Pool k_pool(const ropekv_args& a) {
  return {a.k_buffer, a.k_buffer_stride, a.k_scale, a.k_scale_ptr};
}
ROPEKV_HOST_DEVICE inline Pool v_pool(const ropekv_args& a) {
  return {a.v_buffer, a.v_buffer_stride, a.v_scale, a.v_scale_ptr};
}

template <class Element, int kVec, bool kComputes>
struct SameDtypeRow {
  using Code = typename Element::Code;
  Code* row = nullptr;  // null: the row is not stored

  ROPEKV_HOST_DEVICE static SameDtypeRow of(const ropekv_args& a, const Pool& pool, int64_t slot,
                                            uint32_t head) {
    return {static_cast<Code*>(pool.base) + cache_offset(a, pool.stride, slot, head)};
  }
  ROPEKV_HOST_DEVICE void store(uint32_t dim, const Code* codes, const float*) const {
    if (row != nullptr) copy_chunk<kVec* static_cast<int>(sizeof(Code))>(row + dim, codes);
  }
};

template <class Element, int kVec, bool kComputes>
struct Fp8Row {
  uint8_t* row = nullptr;
  float scale = 1.0F;
  int32_t dtype = ROPEKV_FP8_E4M3;

  ROPEKV_HOST_DEVICE static Fp8Row of(const ropekv_args& a, const Pool& pool, int64_t slot,
                                      uint32_t head) {
    return {static_cast<uint8_t*>(pool.base) + cache_offset(a, pool.stride, slot, head),
            pool.scale_ptr != nullptr ? *pool.scale_ptr : pool.scale, a.cache_dtype};
  }
  ROPEKV_HOST_DEVICE void store(uint32_t dim, const typename Element::Code* of_input,
                                const float* values) const {
    if (row == nullptr) return;
    alignas(16) uint8_t codes[kVec];
    if constexpr (!kComputes) {
      copy_chunk<kVec>(codes, of_input);
    } else if constexpr (kVec == 1) {
      codes[0] = fp8_code(div_rn(values[0], scale), dtype);
    } else {
#ifdef __CUDA_ARCH__
#pragma unroll
#endif
      for (int i = 0; i < kVec; i += 2) {
        const uint16_t pair =
            fp8_code_pair(div_rn(values[i], scale), div_rn(values[i + 1], scale), dtype);
        copy_chunk<2>(codes + i, &pair);
      }
    }
    copy_chunk<kVec>(row + dim, codes);
  }
};

}  // namespace ropekv::production
