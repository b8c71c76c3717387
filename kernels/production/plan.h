// A launch as its threads see it: a list of parts, cut into blocks. Computed once on the host, for
// both lanes; it is the kernel's only parameter.
//
// A part is a tensor, or a piece of one, whose rows are all treated alike: q, k, v, and the tails
// of q and k that do not rotate. A block works on one part. A thread works on one item: two chunks
// of the part's `vec` elements of one row, half a rotated row (or half a row) apart. Where one part
// cannot have chunks of 16 bytes, those that rotate share one width, and each other has its own.
#pragma once

#include <cstdint>
#include <optional>

#include "kernels/contract.h"
#include "kernels/host_device.h"
#include "kernels/production/divisor.h"
#include "kernels/production/launch_shape.h"

namespace ropekv::production {

// Bases are those of the part's first element in a row; strides are in elements.
struct Part {
  const void* in = nullptr;
  void* out = nullptr;    // null: only the cache is written
  void* cache = nullptr;  // null: only `out` is written
  ropekv_strides in_stride{}, out_stride{};
  ropekv_cache_strides cache_stride{};
  const float* scale_ptr = nullptr;
  float scale = 1.0F;

  uint32_t num_items = 0;
  Divisor items_per_token{}, items_per_row{};
  // Elements from an item's first chunk to that of the next item, and to its own second chunk.
  uint32_t item_step = 0, partner_step = 0;
  uint32_t num_partners = 0;  // items of a row from here on have one chunk
  int32_t rotates = 0;
  uint32_t vec = 1;
};

constexpr uint32_t kMaxParts = 5;
constexpr uint32_t kNoBlock = UINT32_MAX;

struct Plan {
  // Of each part; those past num_parts begin at a block that there is not. All in one line of the
  // constant cache: a block reads several of them before it knows its part.
  uint32_t first_block[kMaxParts] = {kNoBlock, kNoBlock, kNoBlock, kNoBlock, kNoBlock};
  uint32_t threads_per_block = kThreadsPerBlock;

  const void* positions = nullptr;
  const void* slot_mapping = nullptr;
  const void* table = nullptr;
  int64_t num_slots_given = 0, num_slots = 0, max_position = 0;
  uint32_t rotary_dim = 0;
  int32_t page_size = 1;
  Divisor slots_per_page{};  // for slots below 2^32
  int32_t position_dtype = 0, slot_dtype = 0, table_dtype = 0, cache_dtype = 0;

  uint32_t vec = 1;  // of the parts that rotate; 16 bytes: of all parts
  Shape shape = Shape::kSmall;
  Trigger trigger = Trigger::kAtOnce;
  uint32_t num_blocks = 0, num_parts = 0;

  Part parts[kMaxParts] = {};
};

// Of a slot's rows from the pool's base, in elements.
ROPEKV_HOST_DEVICE inline int64_t slot_offset(const Plan& plan, int64_t slot, int64_t page_stride,
                                              int64_t slot_stride) {
  if (plan.page_size == 1) return slot * page_stride;
  const auto low = static_cast<uint32_t>(slot);
  const int64_t page = low == slot ? plan.slots_per_page.quotient(low) : slot / plan.page_size;
  return page * page_stride + (slot - page * plan.page_size) * slot_stride;
}

// For args that check_support accepted. Rejects what 32 bits cannot count. `forced` is for tests of
// a shape that their launches are too small or too large for. The large shape is for chunks of 16
// bytes: with narrower ones every launch is small, and faster so (kernels/bench/RESULTS.md).
ropekv_status make_plan(const ropekv_args& args, std::optional<Shape> forced, Plan* plan,
                        ropekv_error* error);

}  // namespace ropekv::production
