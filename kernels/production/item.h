// Which work a thread of the production kernel has, and at which addresses: all that it can know
// without reading memory, and so before the predecessor has finished.
#pragma once

#include <cstdint>

#include "kernels/contract.h"
#include "kernels/host_device.h"
#include "kernels/production/device_ops.h"
#include "kernels/production/plan.h"

namespace ropekv::production {

// Threads of a block have one part, so that its fields and branches are alike for all of them.
ROPEKV_HOST_DEVICE inline const Part& part_of(const Plan& plan, uint32_t block) {
  uint32_t i = 0;
#ifdef __CUDA_ARCH__
#pragma unroll
#endif
  for (uint32_t next = 1; next < kMaxParts; ++next) i += block >= plan.parts[next].first_block;
  return plan.parts[i];
}

ROPEKV_HOST_DEVICE inline const void* index_address(const void* indices, int32_t dtype,
                                                    uint32_t i) {
  const uint64_t bytes = uint64_t{i} << (dtype == ROPEKV_INT64 ? 3 : 2);
  return static_cast<const char*>(indices) + bytes;
}

template <class V>
struct Item {
  using Code = typename V::Element::Code;
  using CacheCode = typename V::CacheRow::Code;

  // Of the first chunk. `out` and `cache` mean nothing where the part has none.
  const Code* in;
  Code* out;
  CacheCode* cache;  // in slot 0
  uint32_t partner_step;
  uint32_t pair;  // the first pair's column in the table

  const void* position;
  const void* slot;  // null: none to read

  ROPEKV_HOST_DEVICE Item(const Plan& plan, const Part& part, uint32_t index) {
    const uint32_t token = part.items_per_token.quotient(index);
    const uint32_t in_token = index - token * part.items_per_token.value;
    const uint32_t head = part.items_per_row.quotient(in_token);
    const uint32_t in_row = in_token - head * part.items_per_row.value;

    const uint32_t dim = in_row * part.item_step;
    in = static_cast<const Code*>(part.in) + int64_t{token} * part.in_stride.token +
         int64_t{head} * part.in_stride.head + dim;
    out = static_cast<Code*>(part.out) + int64_t{token} * part.out_stride.token +
          int64_t{head} * part.out_stride.head + dim;
    cache = static_cast<CacheCode*>(part.cache) + int64_t{head} * part.cache_stride.head + dim;
    // A chunk without partner is its own: it is moved twice, which is rare and spares a branch.
    partner_step = in_row < part.num_partners ? part.partner_step : 0;
    pair = V::kSplit ? dim / 2 : in_row * V::kVec;

    position = index_address(plan.positions, plan.position_dtype, token);
    const bool has_slot = part.cache != nullptr && token < plan.num_slots_given;
    slot = has_slot ? index_address(plan.slot_mapping, plan.slot_dtype, token) : nullptr;
  }

  ROPEKV_HOST_DEVICE void have_all_by_now() {
    have_by_now(in);
    have_by_now(out);
    have_by_now(cache);
    have_by_now(partner_step);
    have_by_now(pair);
    have_by_now(position);
    have_by_now(slot);
  }
};

}  // namespace ropekv::production
