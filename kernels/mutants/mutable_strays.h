// Accesses of the mutable kernel that belong to no row. One thread of the grid makes them.
#pragma once

#include "kernels/mutants/mutable_cache.h"
#include "kernels/mutants/mutable_indexing.h"
#include "kernels/tensor_view.h"

namespace ropekv::mutants {

using Byte = unsigned char;

ROPEKV_HOST_DEVICE inline const Byte* behind(const void* base, int64_t bytes) {
  return base == nullptr ? nullptr : static_cast<const Byte*>(base) + bytes;
}
ROPEKV_HOST_DEVICE inline const Byte* before(const void* base) {
  return behind(base, -1);
}
ROPEKV_HOST_DEVICE inline const Byte* behind_rows(const ropekv_args& a, const void* base,
                                                  const ropekv_strides& stride, int64_t heads,
                                                  int64_t dim) {
  const int64_t last_row = (a.num_tokens - 1) * stride.token + (heads - 1) * stride.head;
  return behind(base, (last_row + dim) * element_bytes(a.dtype));
}
ROPEKV_HOST_DEVICE inline const Byte* behind_pool(const ropekv_args& a, const void* base,
                                                  const ropekv_cache_strides& stride, int64_t dim) {
  if (base == nullptr) return nullptr;
  return behind(base, (last_row_offset(a, stride) + dim) * element_bytes(a.cache_dtype));
}

// The byte that a Fault reads outside of a tensor, or null. Flush against unmapped memory it
// faults; anywhere else nothing shows.
ROPEKV_HOST_DEVICE inline const Byte* stray_byte(const ropekv_args& a, Fault fault) {
  switch (fault) {
    case Fault::kReadsPastQ:
      return behind_rows(a, a.q, a.q_stride, a.num_qo_heads, a.head_dim);
    case Fault::kReadsPastK:
      return behind_rows(a, a.k, a.k_stride, a.num_kv_heads, a.head_dim);
    case Fault::kReadsPastV:
      return behind_rows(a, a.v, a.v_stride, a.num_kv_heads, a.v_head_dim);
    case Fault::kReadsPastKBuffer:
      return behind_pool(a, a.k_buffer, a.k_buffer_stride, a.head_dim);
    case Fault::kReadsPastVBuffer:
      return behind_pool(a, a.v_buffer, a.v_buffer_stride, a.v_head_dim);
    case Fault::kReadsPastPositions:
      return behind(a.positions, a.num_tokens * index_bytes(a.position_dtype));
    case Fault::kReadsPastSlotMapping:
      return behind(a.slot_mapping, a.num_slots_given * index_bytes(a.slot_dtype));
    case Fault::kReadsPastCosSinCache:
      return behind(a.cos_sin_cache, a.max_position * a.rotary_dim * element_bytes(a.table_dtype));
    case Fault::kReadsBeforeQ:
      return before(a.q);
    case Fault::kReadsBeforeK:
      return before(a.k);
    case Fault::kReadsBeforeV:
      return before(a.v);
    case Fault::kReadsBeforeCosSinCache:
      return before(a.cos_sin_cache);
    default:
      return nullptr;
  }
}

// A slot near the middle of the pool that no token names, or -1: one byte of it is changed.
ROPEKV_HOST_DEVICE inline int64_t bystander_slot(const ropekv_args& a) {
  const int64_t middle = (a.num_slots - 1) / 2;
  for (int64_t slot = middle; slot < min64(middle + 64, a.num_slots); ++slot) {
    bool named = slot == a.reserved_slot;
    for (int64_t token = 0; token < a.num_slots_given && !named; ++token) {
      named = read_index(a.slot_mapping, a.slot_dtype, token) == slot;
    }
    if (!named) return slot;
  }
  return -1;
}

ROPEKV_HOST_DEVICE inline void disturb_bystander(const ropekv_args& a, Fault fault) {
  const Pool pool = a.k_buffer != nullptr ? k_pool(a, fault) : v_pool(a, fault);
  const bool large = a.num_slots > 65536 || pool.last_row > 0x7fffffff;
  if (pool.base == nullptr || !large) return;
  const CacheRow row = cache_row(a, fault, pool, bystander_slot(a), 0);
  if (row.base != nullptr) row.base[0] ^= 1;
}

ROPEKV_HOST_DEVICE inline void stray(const ropekv_args& a, Fault fault) {
  const volatile Byte* byte = stray_byte(a, fault);
  if (byte != nullptr) static_cast<void>(*byte);
  if (fault == Fault::kBystanderByteChangedInLargePools) disturb_bystander(a, fault);
}

}  // namespace ropekv::mutants
