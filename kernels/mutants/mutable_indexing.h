// Which rows the mutable kernel reads and writes, and where a Fault makes it go instead.
#pragma once

#include <cstdint>

#include "kernels/contract.h"
#include "kernels/host_device.h"
#include "kernels/mutants/mutant_list.h"

namespace ropekv::mutants {

ROPEKV_HOST_DEVICE inline int64_t min64(int64_t a, int64_t b) {
  return a < b ? a : b;
}

// At most 15 bytes further down.
ROPEKV_HOST_DEVICE inline void* rounded_down(const void* base) {
  return reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(base) / 16 * 16);
}

// What a kernel with a PDL fault has read before it waited for its predecessor.
struct Early {
  int64_t slot = 0, position = 0;
  uint32_t first = 0;  // the code of the row's first element
};

ROPEKV_HOST_DEVICE inline int64_t read_index(const void* array, int32_t dtype, int64_t i) {
  return dtype == ROPEKV_INT64 ? static_cast<const volatile int64_t*>(array)[i]
                               : static_cast<const volatile int32_t*>(array)[i];
}

// -1 where the token has no row in the table.
ROPEKV_HOST_DEVICE inline int64_t position_of(const ropekv_args& a, Fault fault, const Early& early,
                                              int64_t token, bool is_q) {
  if (fault == Fault::kQPositionOfPreviousTokenAtWarpEdge && is_q && token % 32 == 31) --token;
  if (fault == Fault::kToken33RotatesKByPositionOf32 && !is_q && token == 33) --token;
  const bool narrow = fault == Fault::kPositionsReadAsInt32;
  int64_t position = read_index(a.positions, narrow ? ROPEKV_INT32 : a.position_dtype, token);
  if (fault == Fault::kPdlPositionsReadBeforeWait) position = early.position;
  const int64_t end = a.max_position - (fault == Fault::kLastTableRowNeverUsed ? 1 : 0);
  if (position < 0 || position >= end) return -1;
  if (fault == Fault::kPositionsKeptIn16Bits) return position & 0xffff;
  return fault == Fault::kPositionsAbove4096Clamped ? min64(position, 4096) : position;
}

ROPEKV_HOST_DEVICE inline int64_t raw_slot(const ropekv_args& a, Fault fault, int64_t token) {
  const bool narrow = fault == Fault::kSlotsReadAsInt32;
  return read_index(a.slot_mapping, narrow ? ROPEKV_INT32 : a.slot_dtype, token);
}

ROPEKV_HOST_DEVICE inline int64_t end_of_slot_mapping(const ropekv_args& a, Fault fault) {
  if (fault == Fault::kSlotMappingReadOnePast) return a.num_slots_given + 1;
  const bool is_short = a.num_slots_given < a.num_tokens;
  if (fault == Fault::kShortSlotMappingLosesItsLast && is_short) return a.num_slots_given - 1;
  return a.num_slots_given;
}

// Faults of pages that send a legal slot elsewhere.
ROPEKV_HOST_DEVICE inline int64_t paged_slot(const ropekv_args& a, Fault fault, int64_t slot) {
  const int64_t slot_in_page = slot % a.page_size;
  if (fault == Fault::kSlotsInPageFrom64Dropped && slot_in_page >= 64) return -1;
  if (fault == Fault::kLastSlotOfPageGoesToNextPage && a.page_size > 1 &&
      slot_in_page == a.page_size - 1) {
    return min64(slot + 1, a.num_slots - 1);
  }
  return slot;
}

// -1 where nothing is to be stored.
ROPEKV_HOST_DEVICE inline int64_t slot_of(const ropekv_args& a, Fault fault, const Early& early,
                                          int64_t token) {
  if (token >= end_of_slot_mapping(a, fault) || a.slot_mapping == nullptr) return -1;
  int64_t slot = raw_slot(a, fault, token);
  if (fault == Fault::kPdlSlotsReadBeforeWait) slot = early.slot;
  if (fault == Fault::kSlotsKeptIn16Bits) slot = static_cast<int16_t>(slot);
  const int64_t last = a.num_slots - 1;
  if (fault == Fault::kMinusOneWrapsToLastSlot && slot == -1) slot = last;
  if (fault == Fault::kMinusOneBecomesSlotZero && slot == -1) slot = 0;
  if (fault == Fault::kSlotPastPoolBecomesLast && slot > last) slot = last;
  if (fault == Fault::kLastSlotSkipped && slot == last) slot = -1;
  return slot >= 0 && slot <= last ? paged_slot(a, fault, slot) : -1;
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
    case Fault::kReservedSlotSkipsRotation:
      return has_slot && a.reserved_slot >= 0 && raw_slot(a, fault, token) == a.reserved_slot;
    case Fault::kAt17TokensTheLastIsDropped:
      return a.num_tokens == 17 && token == 16;
    case Fault::kWithPdlTheLastOfOddTokensIsDropped:
      return a.enable_pdl != 0 && a.num_tokens % 2 == 1 && token > 0 && token == a.num_tokens - 1;
    case Fault::kTokenAfterBadPositionDropped:
      return token > 0 && position_of(a, fault, {}, token - 1, true) < 0;
    default:
      return false;
  }
}

ROPEKV_HOST_DEVICE inline bool drops_head(Fault fault, int64_t head, int64_t num_heads) {
  return fault == Fault::kOddLastHeadSkipped && num_heads % 2 == 1 && num_heads > 1 &&
         head == num_heads - 1;
}

// A wrapped offset is smaller than the true one, so it stays inside the tensor.
ROPEKV_HOST_DEVICE inline int64_t token_offset(Fault fault, const ropekv_strides& stride,
                                               int64_t token) {
  const int64_t offset = token * stride.token;
  return fault == Fault::kTokenOffsetWrapsAt2To31 ? offset & 0x7fffffff : offset;
}

// Of a row of q or q_rope.
ROPEKV_HOST_DEVICE inline int64_t q_row_offset(Fault fault, const ropekv_strides& stride,
                                               int64_t token, int64_t head) {
  return token_offset(fault, stride, token) + head * stride.head;
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
  return token_offset(fault, stride, token) + head_offset;
}

}  // namespace ropekv::mutants
