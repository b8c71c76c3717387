// What the production kernel needs of a launch once its first loads have returned.
//
// A copy, so that it can be fetched in time: the first touch of a kernel's parameters is a miss,
// and a short launch would wait for each of them between one dependent load and the next.
#pragma once

#include <cstdint>

#include "kernels/contract.h"
#include "kernels/host_device.h"
#include "kernels/production/device_ops.h"
#include "kernels/production/plan.h"

namespace ropekv::production {

struct Settings {
  int64_t max_position, num_slots;
  uint32_t rotary_dim;
  int32_t page_size;
  Divisor slots_per_page;
  int32_t position_dtype, slot_dtype, table_dtype, cache_dtype;

  ROPEKV_HOST_DEVICE explicit Settings(const Plan& plan)
      : max_position(plan.max_position),
        num_slots(plan.num_slots),
        rotary_dim(plan.rotary_dim),
        page_size(plan.page_size),
        slots_per_page(plan.slots_per_page),
        position_dtype(plan.position_dtype),
        slot_dtype(plan.slot_dtype),
        table_dtype(plan.table_dtype),
        cache_dtype(plan.cache_dtype) {}

  ROPEKV_HOST_DEVICE void have_all_by_now() {
    have_by_now(max_position);
    have_by_now(num_slots);
    have_by_now(rotary_dim);
    have_by_now(page_size);
    have_by_now(slots_per_page.multiplier);
    have_by_now(slots_per_page.shift);
    have_by_now(position_dtype);
    have_by_now(slot_dtype);
    have_by_now(table_dtype);
    have_by_now(cache_dtype);
  }

  // Of a slot's rows from the pool's base, in elements.
  ROPEKV_HOST_DEVICE int64_t slot_offset(int64_t slot, int64_t page_stride,
                                         int64_t slot_stride) const {
    if (page_size == 1) return slot * page_stride;
    const auto low = static_cast<uint32_t>(slot);
    const int64_t page = low == slot ? slots_per_page.quotient(low) : slot / page_size;
    return page * page_stride + (slot - page * page_size) * slot_stride;
  }
};

}  // namespace ropekv::production
