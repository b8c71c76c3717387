// Looks for a token or a slot that a canary may strike. By one thread, where positions and
// slot_mapping lie. Tries are counted, so that a launch of many tokens does not take seconds.
#pragma once

#include "kernels/canary/dice.h"
#include "kernels/host_device.h"

namespace ropekv::canaries {

ROPEKV_HOST_DEVICE inline int64_t read_index(const void* array, int32_t dtype, int64_t i) {
  return dtype == ROPEKV_INT64 ? static_cast<const int64_t*>(array)[i]
                               : static_cast<const int32_t*>(array)[i];
}

ROPEKV_HOST_DEVICE inline bool has_position(const ropekv_args& a, int64_t token) {
  const int64_t position = read_index(a.positions, a.position_dtype, token);
  return position >= 0 && position < a.max_position;
}

// -1 where nothing is stored, or what is stored is nobody's promise.
ROPEKV_HOST_DEVICE inline int64_t slot_of(const ropekv_args& a, int64_t token) {
  if (token >= a.num_slots_given || !has_position(a, token)) return -1;
  const int64_t slot = read_index(a.slot_mapping, a.slot_dtype, token);
  return slot >= 0 && slot < a.num_slots && slot != a.reserved_slot ? slot : -1;
}

ROPEKV_HOST_DEVICE inline int64_t times_named(const ropekv_args& a, int64_t slot, int64_t most) {
  int64_t times = 0;
  for (int64_t token = 0; token < a.num_slots_given && times < most; ++token) {
    times += read_index(a.slot_mapping, a.slot_dtype, token) == slot ? 1 : 0;
  }
  return times;
}

// A token with a row of the table; -1: there is none.
ROPEKV_HOST_DEVICE inline int64_t some_token(const ropekv_args& a, Dice* dice) {
  int64_t token = dice->below(a.num_tokens);
  for (int64_t i = 0; i < a.num_tokens; ++i, token = (token + 1) % a.num_tokens) {
    if (has_position(a, token)) return token;
  }
  return -1;
}

// A token that has its slot to itself.
ROPEKV_HOST_DEVICE inline int64_t some_owner(const ropekv_args& a, Dice* dice) {
  int64_t tries = 16;
  int64_t token = dice->below(a.num_tokens);
  for (int64_t i = 0; i < a.num_tokens && tries > 0; ++i, token = (token + 1) % a.num_tokens) {
    const int64_t slot = slot_of(a, token);
    if (slot < 0) continue;
    if (times_named(a, slot, 2) == 1) return token;
    --tries;
  }
  return -1;
}

ROPEKV_HOST_DEVICE inline int64_t some_untouched_slot(const ropekv_args& a, Dice* dice) {
  constexpr int64_t kMostReads = 1 << 18;
  const int64_t most_tries = kMostReads / (a.num_slots_given + 1);
  for (int64_t i = 0; i < 64 && i <= most_tries; ++i) {
    const int64_t slot = dice->below(a.num_slots);
    if (slot != a.reserved_slot && times_named(a, slot, 1) == 0) return slot;
  }
  return -1;
}

}  // namespace ropekv::canaries
