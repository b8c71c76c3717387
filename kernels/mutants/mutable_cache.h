// How the mutable kernel finds a row of a cache and what it stores there.
#pragma once

#include "kernels/element.h"
#include "kernels/fp8.h"
#include "kernels/mutants/mutable_arithmetic.h"
#include "kernels/mutants/mutable_indexing.h"
#include "kernels/tensor_view.h"

namespace ropekv::mutants {

struct Pool {
  void* base;  // null: not stored
  ropekv_cache_strides stride;
  int64_t last_row;  // the largest offset of a row: no fault goes beyond it
  int64_t dim;
  float scale;  // fp8 only
};

// Where the last of its rows begins. Strides are not negative wherever they are used.
ROPEKV_HOST_DEVICE inline int64_t last_row_offset(const ropekv_args& a,
                                                  const ropekv_cache_strides& stride) {
  const auto row_of = [&](int64_t slot) {
    return slot / a.page_size * stride.page + slot % a.page_size * stride.slot;
  };
  const int64_t last = a.num_slots - 1;
  const int64_t last_full = a.num_slots / a.page_size * a.page_size - 1;
  const int64_t end_of_full = last_full > 0 ? row_of(last_full) : 0;
  const int64_t end = row_of(last) > end_of_full ? row_of(last) : end_of_full;
  return end + (a.num_kv_heads - 1) * stride.head;
}

ROPEKV_HOST_DEVICE inline float scale_of(Fault fault, float scale, const float* scale_ptr) {
  if (fault == Fault::kFp8ScaleIgnored) return 1.0F;
  return scale_ptr != nullptr && fault != Fault::kFp8HostScaleDespitePointer ? *scale_ptr : scale;
}

ROPEKV_HOST_DEVICE inline Pool k_pool(const ropekv_args& a, Fault fault) {
  if (a.k_buffer == nullptr) return {};
  void* base = fault == Fault::kCacheBaseRoundedDown ? rounded_down(a.k_buffer) : a.k_buffer;
  return {base, a.k_buffer_stride, last_row_offset(a, a.k_buffer_stride), a.head_dim,
          scale_of(fault, a.k_scale, a.k_scale_ptr)};
}

// V begins within the first page of K, and goes on as K does.
ROPEKV_HOST_DEVICE inline bool are_views_of_one_tensor(const ropekv_args& a) {
  const ropekv_cache_strides& k = a.k_buffer_stride;
  const ropekv_cache_strides& v = a.v_buffer_stride;
  const int64_t page_bytes = k.page * element_bytes(a.cache_dtype);
  const auto bytes = static_cast<int64_t>(reinterpret_cast<uintptr_t>(a.v_buffer) -
                                          reinterpret_cast<uintptr_t>(a.k_buffer));
  return k.page == v.page && k.slot == v.slot && k.head == v.head && bytes > 0 &&
         bytes < page_bytes;
}

ROPEKV_HOST_DEVICE inline Pool v_pool(const ropekv_args& a, Fault fault) {
  if (a.v_buffer == nullptr) return {};
  Pool pool{a.v_buffer, a.v_buffer_stride, last_row_offset(a, a.v_buffer_stride), a.v_head_dim,
            scale_of(fault, a.v_scale, a.v_scale_ptr)};
  if (a.k_buffer == nullptr) return pool;
  if (fault == Fault::kViewsOfOneTensorTakenForTwo && are_views_of_one_tensor(a)) {
    pool.stride.page /= 2;
  }
  if (fault == Fault::kVWrittenWithKPageStride) pool.stride.page = a.k_buffer_stride.page;
  if (fault == Fault::kFp8KScaleUsedForV) pool.scale = scale_of(fault, a.k_scale, a.k_scale_ptr);
  return pool;
}

ROPEKV_HOST_DEVICE inline int64_t paged_offset(const ropekv_args& a, Fault fault,
                                               const ropekv_cache_strides& stride, int64_t slot,
                                               int64_t head) {
  int64_t page_size = a.page_size;
  if (fault == Fault::kPageSizeRoundedUpToPow2) {
    for (page_size = 1; page_size < a.page_size;) page_size *= 2;
  }
  const int64_t page = slot / page_size;
  const int64_t slot_in_page = slot % page_size;
  int64_t page_stride = stride.page;
  if (page_size > 1 && fault == Fault::kPageStrideFromSlotStride) {
    page_stride = page_size * stride.slot;
  }
  const bool mixes_orders = fault == Fault::kHndReadAsNhd ||
                            (fault == Fault::kHndOf4HeadsReadAsNhd && a.num_kv_heads % 4 == 0);
  if (page_size > 1 && mixes_orders && stride.slot < stride.head) {
    return page * page_stride + (slot_in_page * a.num_kv_heads + head) * stride.slot;
  }
  return page * page_stride + slot_in_page * stride.slot + head * stride.head;
}

ROPEKV_HOST_DEVICE inline int64_t cache_offset(const ropekv_args& a, Fault fault, const Pool& pool,
                                               int64_t slot, int64_t head) {
  if (fault == Fault::kKvHeadFromQHead) {
    const int64_t group = a.num_qo_heads / a.num_kv_heads;
    head = min64(head * (group > 0 ? group : 1), a.num_kv_heads - 1);
  }
  if (fault == Fault::kCacheStrideAssumedContiguous) {
    return (slot * a.num_kv_heads + head) * pool.dim;
  }
  const int64_t offset = min64(paged_offset(a, fault, pool.stride, slot, head), pool.last_row);
  // A wrapped offset is smaller than the true one, so it stays inside.
  if (fault == Fault::kCacheOffsetWrapsAt2To31) return offset & 0x7fffffff;
  if (fault == Fault::kCacheBytesWrapAt4GiB) {
    const int64_t bytes = element_bytes(a.cache_dtype);
    return (offset * bytes & 0xffffffff) / bytes;
  }
  return offset;
}

struct CacheRow {
  uint8_t* base = nullptr;  // null: not stored
  int32_t dtype = 0;
  float scale = 0;
};

ROPEKV_HOST_DEVICE inline CacheRow cache_row(const ropekv_args& a, Fault fault, const Pool& pool,
                                             int64_t slot, int64_t head) {
  if (pool.base == nullptr || slot < 0) return {};
  const int64_t bytes = cache_offset(a, fault, pool, slot, head) * element_bytes(a.cache_dtype);
  return {static_cast<uint8_t*>(pool.base) + bytes, a.cache_dtype, pool.scale};
}

// To the nearest code, but for the faults that round otherwise. Not for NaNs.
ROPEKV_HOST_DEVICE inline uint8_t round_fp8(Fault fault, float x, int32_t dtype) {
  if (fault == Fault::kFp8RoundsTwiceThroughBf16) x = Bf16::widen(Bf16::narrow(x));
  const uint8_t code = fp8_code(x, dtype);
  const float size = fabsf(x);
  if (fault == Fault::kFp8RoundsTowardZero) return toward_zero(fp8_value(code, dtype), x, code);
  if (fault == Fault::kFp8RoundsHalfUp) {
    const uint8_t low = toward_zero(fp8_value(code, dtype), x, code);
    const auto high = static_cast<uint8_t>(low + 1);
    const float twice_half = fabsf(fp8_value(low, dtype)) + fabsf(fp8_value(high, dtype));
    return 2 * size == twice_half ? high : code;
  }
  if (fault == Fault::kFp8OverflowNotSaturated) {
    return __nv_cvt_float_to_fp8(x, __NV_NOSAT, fp8_format(dtype));
  }
  if (fault == Fault::kFp8SaturatesAt256 && dtype == ROPEKV_FP8_E4M3 && size > 256) {
    return fp8_code(copysignf(256.0F, x), dtype);
  }
  if (fault == Fault::kFp8FlushesSubnormals) {
    const float smallest_normal = dtype == ROPEKV_FP8_E4M3 ? 0x1p-6F : 0x1p-14F;
    return fabsf(fp8_value(code, dtype)) < smallest_normal ? code & 0x80 : code;
  }
  return fault == Fault::kFp8NegativeZeroBecomesZero && code == 0x80 ? uint8_t{0} : code;
}

ROPEKV_HOST_DEVICE inline uint8_t quantise(Fault fault, float x, float scale, int32_t dtype) {
  float scaled = div_rn(x, scale);
  if (fault == Fault::kFp8ScaleMultiplied) scaled = x * scale;
  if (fault == Fault::kFp8MultipliesByReciprocal) scaled = x * div_rn(1.0F, scale);
  if (fault == Fault::kFp8E5m2WrittenForE4m3) dtype = ROPEKV_FP8_E5M2;
  if (scaled == scaled) return round_fp8(fault, scaled, dtype);
  return fp8_code(fault == Fault::kFp8NanBecomesLargest ? HUGE_VALF : scaled, dtype);
}

// `value` is what `code` was rounded from.
template <class Element>
ROPEKV_HOST_DEVICE void store_in_cache(Fault fault, const CacheRow& row, int64_t dim,
                                       typename Element::Code code, float value) {
  if (row.base == nullptr) return;
  if (!is_fp8(row.dtype)) {
    reinterpret_cast<typename Element::Code*>(row.base)[dim] = code;
    return;
  }
  if (fault == Fault::kFp8QuantisesRoundedK) value = Element::widen(code);
  row.base[dim] = quantise(fault, value, row.scale, row.dtype);
}

}  // namespace ropekv::mutants
