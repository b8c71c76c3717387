// Which work a thread of the production kernel has, and at which addresses: all that it can know
// without reading memory that a predecessor may write, and so while that one still runs.
#pragma once

#include <cstdint>

#include "kernels/contract.h"
#include "kernels/host_device.h"
#include "kernels/production/device_ops.h"
#include "kernels/production/plan.h"

namespace ropekv::production {

ROPEKV_HOST_DEVICE inline const void* element_address(const void* base, uint64_t i, int shift) {
  return static_cast<const char*>(base) + (i << shift);
}

template <class V>
struct Item {
  using Code = typename V::Element::Code;
  using CacheCode = typename V::CacheRow::Code;

  // Of the first chunk. `out` is null where the part has none, `slot` where there is none to read.
  const Code* in;
  Code* out;
  CacheCode* cache;  // in slot 0
  const void* position;
  const void* slot;
  const void* table;  // the first pair's cosine at position 0
  uint32_t partner_step;
  int32_t rotates;
  uint32_t vec;  // only where parts differ in it
  int64_t page_stride, slot_stride;
  typename V::CacheRow::ScaleSource scale;

  ROPEKV_HOST_DEVICE void locate(const Plan& plan, const Part& part, uint32_t index) {
    const uint32_t token = part.items_per_token.quotient(index);
    const uint32_t in_token = index - token * part.items_per_token.value;
    const uint32_t head = part.items_per_row.quotient(in_token);
    const uint32_t in_row = in_token - head * part.items_per_row.value;

    const uint32_t dim = in_row * part.item_step;
    in = static_cast<const Code*>(part.in) + int64_t{token} * part.in_stride.token +
         int64_t{head} * part.in_stride.head + dim;
    out = nullptr;
    if (part.out != nullptr) {
      out = static_cast<Code*>(part.out) + int64_t{token} * part.out_stride.token +
            int64_t{head} * part.out_stride.head + dim;
    }
    cache = static_cast<CacheCode*>(part.cache) + int64_t{head} * part.cache_stride.head + dim;
    page_stride = part.cache_stride.page;
    slot_stride = part.cache_stride.slot;
    scale = V::CacheRow::scale_source(part);
    // A chunk without partner is its own: it is moved twice, which is rare and spares a branch.
    partner_step = in_row < part.num_partners ? part.partner_step : 0;
    rotates = part.rotates;
    if constexpr (!V::kUniform) vec = part.vec;

    position = element_address(plan.positions, token, plan.position_dtype == ROPEKV_INT64 ? 3 : 2);
    slot = nullptr;
    if (part.cache != nullptr && token < plan.num_slots_given) {
      slot = element_address(plan.slot_mapping, token, plan.slot_dtype == ROPEKV_INT64 ? 3 : 2);
    }
    const uint32_t pair = V::kSplit ? dim / 2 : in_row * V::kVec;
    table = element_address(plan.table, pair, plan.table_dtype == ROPEKV_F32 ? 2 : 1);
  }

  ROPEKV_HOST_DEVICE void have_all_by_now() {
    have_by_now(in);
    have_by_now(out);
    have_by_now(cache);
    have_by_now(position);
    have_by_now(slot);
    have_by_now(table);
    have_by_now(partner_step);
    have_by_now(rotates);
    if constexpr (!V::kUniform) have_by_now(vec);
    have_by_now(page_stride);
    have_by_now(slot_stride);
  }
};

// False for the threads past the last item of their block's part. A block has one part, so that its
// branches are alike for all threads. Spelt out for each part, so that the part's fields are
// operands of the instructions that use them, and need not be loaded first.
template <class V, uint32_t kPart = 0>
ROPEKV_HOST_DEVICE inline bool find_item(const Plan& plan, uint32_t block, uint32_t thread,
                                         Item<V>* item) {
  if constexpr (kPart + 1 < kMaxParts) {
    if (block >= plan.first_block[kPart + 1]) {
      return find_item<V, kPart + 1>(plan, block, thread, item);
    }
  }
  const Part& part = plan.parts[kPart];
  const uint32_t index = (block - plan.first_block[kPart]) * plan.threads_per_block + thread;
  if (index >= part.num_items) return false;
  item->locate(plan, part, index);
  return true;
}

}  // namespace ropekv::production
