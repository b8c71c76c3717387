// Places among the rows that tokens own, or do not: they depend on what positions and slot_mapping
// hold, so they are looked for where these lie.
#pragma once

#include "kernels/canary/place.h"
#include "kernels/canary/some_token.h"

namespace ropekv::canaries {

ROPEKV_HOST_DEVICE inline Byte* cache_element(const ropekv_args& a, bool of_k, int64_t slot,
                                              int64_t head, int64_t dim) {
  const ropekv_cache_strides& stride = of_k ? a.k_buffer_stride : a.v_buffer_stride;
  const int64_t index = slot / a.page_size * stride.page + slot % a.page_size * stride.slot +
                        head * stride.head + dim;
  return static_cast<Byte*>(of_k ? a.k_buffer : a.v_buffer) + index * element_bytes(a.cache_dtype);
}

// q_rope or k_rope.
struct RopeTensor {
  void* base;
  ropekv_strides stride;
  int32_t num_heads, dtype;

  ROPEKV_HOST_DEVICE Byte* element(int64_t token, int64_t head, int64_t dim) const {
    const int64_t index = token * stride.token + head * stride.head + dim;
    return static_cast<Byte*>(base) + index * element_bytes(dtype);
  }
};

ROPEKV_HOST_DEVICE inline RopeTensor k_rope_of(const ropekv_args& a) {
  return {a.k_rope, a.k_rope_stride, a.num_kv_heads, a.dtype};
}
ROPEKV_HOST_DEVICE inline RopeTensor some_rope(const ropekv_args& a, Dice* dice) {
  const bool is_k = a.q_rope == nullptr || (a.k_rope != nullptr && dice->below(2) == 1);
  return is_k ? k_rope_of(a) : RopeTensor{a.q_rope, a.q_rope_stride, a.num_qo_heads, a.dtype};
}

ROPEKV_HOST_DEVICE inline Place bit_of(Byte* element, int64_t bytes, Dice* dice) {
  return {element + dice->below(bytes), dice->bit()};
}

ROPEKV_HOST_DEVICE inline Place in_untouched_slot(const ropekv_args& a, Dice* dice) {
  if (a.k_buffer == nullptr && a.v_buffer == nullptr) return {};
  const bool of_k = a.v_buffer == nullptr || (a.k_buffer != nullptr && dice->below(2) == 1);
  const int64_t slot = some_untouched_slot(a, dice);
  if (slot < 0) return {};
  const int64_t row_bytes = (of_k ? a.head_dim : a.v_head_dim) * element_bytes(a.cache_dtype);
  return bit_of(cache_element(a, of_k, slot, dice->below(a.num_kv_heads), 0), row_bytes, dice);
}

// In fp8 a NaN may be any NaN: that bit makes a finite value of each.
ROPEKV_HOST_DEVICE inline Place in_stored_v(const ropekv_args& a, Dice* dice) {
  const int64_t token = a.v_buffer == nullptr ? -1 : some_owner(a, dice);
  if (token < 0) return {};
  Byte* element = cache_element(a, false, slot_of(a, token), dice->below(a.num_kv_heads),
                                dice->below(a.v_head_dim));
  if (is_fp8(a.cache_dtype)) return {element, 0x40};
  return bit_of(element, element_bytes(a.cache_dtype), dice);
}

ROPEKV_HOST_DEVICE inline Place in_k_rope(const ropekv_args& a, Dice* dice) {
  const bool is_kept = a.k_rope != nullptr && a.k_buffer != nullptr && !is_fp8(a.cache_dtype);
  const int64_t token = is_kept ? some_owner(a, dice) : -1;
  if (token < 0) return {};
  Byte* element = k_rope_of(a).element(token, dice->below(a.num_kv_heads), dice->below(a.head_dim));
  return bit_of(element, element_bytes(a.dtype), dice);
}

ROPEKV_HOST_DEVICE inline Place in_tail(const ropekv_args& a, Dice* dice) {
  const int64_t token = a.rotary_dim < a.head_dim ? some_token(a, dice) : -1;
  const RopeTensor rope = some_rope(a, dice);
  if (token < 0 || rope.base == nullptr) return {};
  const int64_t dim = a.rotary_dim + dice->below(a.head_dim - a.rotary_dim);
  Byte* element = rope.element(token, dice->below(rope.num_heads), dim);
  return bit_of(element, element_bytes(a.dtype), dice);
}

struct PairDims {
  int64_t first, second;
};
ROPEKV_HOST_DEVICE inline PairDims some_pair(const ropekv_args& a, Dice* dice) {
  const int64_t half = a.rotary_dim / 2;
  const int64_t i = dice->below(half);
  return a.style == ROPEKV_STYLE_NEOX ? PairDims{i, i + half} : PairDims{2 * i, 2 * i + 1};
}

ROPEKV_HOST_DEVICE inline Place in_rotated(const ropekv_args& a, Dice* dice) {
  const int64_t token = some_token(a, dice);
  const RopeTensor rope = some_rope(a, dice);
  if (token < 0 || rope.base == nullptr) return {};
  const int64_t head = dice->below(rope.num_heads);
  const PairDims pair = some_pair(a, dice);
  Byte* first = rope.element(token, head, pair.first);
  Byte* second = rope.element(token, head, pair.second);
  return {first, 0, second, first, second, a.dtype, a.dtype};
}

ROPEKV_HOST_DEVICE inline Place in_cached_k(const ropekv_args& a, Dice* dice) {
  const bool is_fp8_cache = a.k_buffer != nullptr && is_fp8(a.cache_dtype);
  const int64_t token = is_fp8_cache && a.k_rope != nullptr ? some_owner(a, dice) : -1;
  if (token < 0) return {};
  const int64_t slot = slot_of(a, token);
  const int64_t head = dice->below(a.num_kv_heads);
  const PairDims pair = some_pair(a, dice);
  const RopeTensor rope = k_rope_of(a);
  return {cache_element(a, true, slot, head, pair.first),
          0,
          cache_element(a, true, slot, head, pair.second),
          rope.element(token, head, pair.first),
          rope.element(token, head, pair.second),
          a.cache_dtype,
          a.dtype};
}

ROPEKV_HOST_DEVICE inline Place place_by_index(Wrong wrong, const ropekv_args& a) {
  if (a.num_tokens == 0) return {};
  Dice dice(wrong, a);
  switch (wrong) {
    case Wrong::kUntouchedSlot:
      return in_untouched_slot(a, &dice);
    case Wrong::kStoredV:
      return in_stored_v(a, &dice);
    case Wrong::kKRope:
      return in_k_rope(a, &dice);
    case Wrong::kTail:
      return in_tail(a, &dice);
    case Wrong::kRotated:
      return in_rotated(a, &dice);
    case Wrong::kCachedK:
      return in_cached_k(a, &dice);
    default:
      return {};
  }
}

}  // namespace ropekv::canaries
