// Where the mutable kernel reads and writes, and where a Fault makes it go instead.
#pragma once

#include <cstdint>

#include "kernels/contract.h"
#include "kernels/host_device.h"
#include "kernels/mutants/mutant_list.h"

namespace ropekv::mutants {

ROPEKV_HOST_DEVICE inline int64_t min64(int64_t a, int64_t b) {
  return a < b ? a : b;
}

ROPEKV_HOST_DEVICE inline int64_t read_index(const void* array, int32_t dtype, int64_t i) {
  return dtype == ROPEKV_INT64 ? static_cast<const int64_t*>(array)[i]
                               : static_cast<const int32_t*>(array)[i];
}

// -1 where the token has no row in the table.
ROPEKV_HOST_DEVICE inline int64_t position_of(const ropekv_args& a, Fault fault, int64_t token,
                                              bool is_q) {
  if (fault == Fault::kQPositionOfPreviousTokenAtWarpEdge && is_q && token % 32 == 31) --token;
  const bool narrow = fault == Fault::kPositionsReadAsInt32;
  const int64_t position = read_index(a.positions, narrow ? ROPEKV_INT32 : a.position_dtype, token);
  const int64_t end = a.max_position - (fault == Fault::kLastTableRowNeverUsed ? 1 : 0);
  return position >= 0 && position < end ? position : -1;
}

ROPEKV_HOST_DEVICE inline int64_t raw_slot(const ropekv_args& a, Fault fault, int64_t token) {
  const bool narrow = fault == Fault::kSlotsReadAsInt32;
  return read_index(a.slot_mapping, narrow ? ROPEKV_INT32 : a.slot_dtype, token);
}

// -1 where nothing is to be stored.
ROPEKV_HOST_DEVICE inline int64_t slot_of(const ropekv_args& a, Fault fault, int64_t token) {
  const int64_t end = a.num_slots_given + (fault == Fault::kSlotMappingReadOnePast ? 1 : 0);
  if (token >= end || a.slot_mapping == nullptr) return -1;
  int64_t slot = raw_slot(a, fault, token);
  const int64_t last = a.num_slots - 1;
  if (fault == Fault::kMinusOneWrapsToLastSlot && slot == -1) slot = last;
  if (fault == Fault::kMinusOneBecomesSlotZero && slot == -1) slot = 0;
  if (fault == Fault::kSlotPastPoolBecomesLast && slot > last) slot = last;
  if (fault == Fault::kLastSlotSkipped && slot == last) slot = -1;
  return slot >= 0 && slot <= last ? slot : -1;
}

ROPEKV_HOST_DEVICE inline bool drops_token(const ropekv_args& a, Fault fault, int64_t token) {
  const bool has_slot = token < a.num_slots_given;
  switch (fault) {
    case Fault::kTokensAbove65535Dropped:
      return token >= 65535;
    case Fault::kNegativeSlotSkipsQ:
      return has_slot && raw_slot(a, fault, token) < 0;
    case Fault::kTokensPastSlotMappingNotRotated:
      return !has_slot;
    default:
      return false;
  }
}

ROPEKV_HOST_DEVICE inline bool drops_head(Fault fault, int64_t head, int64_t num_heads) {
  return fault == Fault::kOddLastHeadSkipped && num_heads % 2 == 1 && num_heads > 1 &&
         head == num_heads - 1;
}

// Of a row of k or k_rope; `q_stride` is that of q or q_rope, for the kernel that mixes them up.
ROPEKV_HOST_DEVICE inline int64_t k_row_offset(const ropekv_args& a, Fault fault,
                                               const ropekv_strides& stride,
                                               const ropekv_strides& q_stride, int64_t token,
                                               int64_t head) {
  int64_t head_offset = head * stride.head;
  if (fault == Fault::kOneHeadStrideForQAndK && a.q != nullptr && a.num_qo_heads > 1) {
    head_offset = min64(head * q_stride.head, (a.num_kv_heads - 1) * stride.head);
  }
  return token * stride.token + head_offset;
}

ROPEKV_HOST_DEVICE inline int64_t cache_offset(const ropekv_args& a, Fault fault,
                                               const ropekv_cache_strides& stride, int64_t slot,
                                               int64_t head, int64_t dim, int64_t element_bytes) {
  if (fault == Fault::kKvHeadFromQHead) {
    const int64_t group = a.num_qo_heads / a.num_kv_heads;
    head = min64(head * (group > 0 ? group : 1), a.num_kv_heads - 1);
  }
  if (fault == Fault::kCacheStrideAssumedContiguous) return (slot * a.num_kv_heads + head) * dim;
  const int64_t offset =
      slot / a.page_size * stride.page + slot % a.page_size * stride.slot + head * stride.head;
  // A wrapped offset is smaller than the true one, so it stays inside.
  if (fault == Fault::kCacheOffsetWrapsAt2To31) return offset & 0x7fffffff;
  if (fault == Fault::kCacheBytesWrapAt4GiB) {
    return (offset * element_bytes & 0xffffffff) / element_bytes;
  }
  return offset;
}

ROPEKV_HOST_DEVICE inline int64_t table_offset(const ropekv_args& a, Fault fault,
                                               int64_t position) {
  if (fault == Fault::kTableRowByHeadDim) {
    return min64(position * a.head_dim, (a.max_position - 1) * a.rotary_dim);
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

}  // namespace ropekv::mutants
