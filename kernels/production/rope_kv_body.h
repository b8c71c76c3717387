// One thread of the production kernel, for both lanes.
//
// A thread owns whole pairs: it loads both chunks before it stores either, so in place is safe
// without any communication. It writes k_rope and the cache row from the same registers, so that
// the two cannot differ.
//
// It is a chain of waits for memory, and everything else is arranged around them: addresses are
// worked out while the predecessor still runs, then position, slot and data are asked for at once,
// then the table, whose row only the position tells.
#pragma once

#include <cstdint>

#include "kernels/contract.h"
#include "kernels/host_device.h"
#include "kernels/pdl.h"
#include "kernels/production/cache_row.h"
#include "kernels/production/item.h"
#include "kernels/production/memory_ops.h"
#include "kernels/production/rotation.h"
#include "kernels/production/table.h"

namespace ropekv::production {

ROPEKV_HOST_DEVICE inline int64_t load_index(const void* at, int32_t dtype) {
  if (dtype == ROPEKV_INT64) {
    int64_t index;
    load_chunk<8>(&index, at);
    return index;
  }
  int32_t index;
  load_chunk<4>(&index, at);
  return index;
}

// What is left to do once the predecessor has finished. Only chunks of V::kVec rotate.
template <class V, int kVec>
ROPEKV_HOST_DEVICE inline void move_chunks(const Plan& plan, const Item<V>& item) {
  using Code = typename V::Element::Code;
  constexpr bool kRotates = kVec == V::kVec;
  constexpr int kBytes = kVec * static_cast<int>(sizeof(Code));

  const int64_t position = load_index(item.position, plan.position_dtype);
  const int64_t slot = item.slot != nullptr ? load_index(item.slot, plan.slot_dtype) : -1;
  alignas(16) Code x[2 * kVec];
  load_chunk<kBytes, V::kStreams>(x, item.in);
  load_chunk<kBytes, V::kStreams>(x + kVec, item.in + item.partner_step);
  const auto scale = V::CacheRow::load_scale(item.scale);
  // Such a token has no table row. Its outputs are unspecified: leave everything as it is.
  if (position < 0 || position >= plan.max_position) return;
  if (plan.trigger == Trigger::kOnceLoaded) launch_dependents();

  float values[2 * kVec];
  if (kRotates && item.rotates) {
    if constexpr (kRotates) {
      alignas(16) float cosine[kVec];
      alignas(16) float sine[kVec];
      load_cos_sin<kVec, V::kSplit>(item.table, plan.table_dtype, position, plan.rotary_dim, cosine,
                                    sine);
      rotate<V>(x, cosine, sine, values);
    }
  } else {
    widen_all<typename V::Element, kVec>(x, values);
  }

  if (item.out != nullptr) {
    store_chunk<kBytes, V::kStreams>(item.out, x);
    store_chunk<kBytes, V::kStreams>(item.out + item.partner_step, x + kVec);
  }
  if (slot < 0 || slot >= plan.num_slots) return;
  auto* row = item.cache + slot_offset(plan, slot, item.page_stride, item.slot_stride);
  V::CacheRow::template store<kVec>(plan.cache_dtype, scale, row, x, values);
  V::CacheRow::template store<kVec>(plan.cache_dtype, scale, row + item.partner_step, x + kVec,
                                    values + kVec);
}

// Which chunks a part has is alike for all threads of a block.
template <class V>
ROPEKV_HOST_DEVICE inline void move_item(const Plan& plan, const Item<V>& item) {
  if (V::kUniform || item.rotates) return move_chunks<V, V::kVec>(plan, item);
  if constexpr (!V::kUniform) {
    if (V::kFull == 8 && item.vec == 8) return move_chunks<V, V::kFull>(plan, item);
    if (item.vec == 4) return move_chunks<V, 4>(plan, item);
    if (item.vec == 2) return move_chunks<V, 2>(plan, item);
    move_chunks<V, 1>(plan, item);
  }
}

template <class V>
ROPEKV_HOST_DEVICE inline void rope_kv_thread(const Plan& plan, uint32_t block, uint32_t thread) {
  if (plan.trigger == Trigger::kAtOnce) launch_dependents();
  Item<V> item;
  if (!find_item(plan, block, thread, &item)) return;
  item.have_all_by_now();
  wait_for_predecessor();
  if (plan.trigger == Trigger::kAfterWait) launch_dependents();
  move_item<V>(plan, item);
}

}  // namespace ropekv::production
