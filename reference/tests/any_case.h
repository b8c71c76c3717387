// Pseudo-random cases for the round trip through text.
#pragma once

#include <algorithm>
#include <bit>
#include <vector>

#include "reference/tests/testing.h"

namespace ropekv::testing {

template <typename Enum>
Enum any(SplitMix& random, int count) {
  return static_cast<Enum>(random.below(count));
}

inline std::vector<int64_t> any_slots(SplitMix& random, const Case& c) {
  std::vector<int64_t> slots;
  for (int64_t t = 0; t < c.num_slots_given; ++t) {
    const int64_t holes[] = {-1, c.num_slots, -2147483648, 2147483647};
    const int64_t slot = random.below(9) ? t : t / 2;  // now and then one that is taken
    slots.push_back(t < c.num_slots && random.below(3) ? slot : holes[random.below(4)]);
  }
  std::ranges::reverse(slots);
  return slots;
}

// One time in four, so that most cases are legal.
inline void any_pools(SplitMix& random, Case& c) {
  if (random.below(4) == 0) {
    c.cache_dtype = any<CacheDType>(random, 3);
    c.scale_in = any<ScaleIn>(random, 2);
    for (float* scale : {&c.k_scale, &c.v_scale}) {
      *scale =
          std::bit_cast<float>(static_cast<uint32_t>(random.below(0x7F800001u)));  // to infinity
      if (random.below(3)) *scale = 1;
    }
  }
  if (random.below(4) == 0) {
    c.page_size = static_cast<int64_t>(1 + random.below(40));
    c.page_layout = any<PageLayout>(random, 2);
    c.k_page_pad = static_cast<int64_t>(random.below(2) * random.below(uint64_t{1} << 34));
    c.v_page_pad = static_cast<int64_t>(random.below(2) * random.below(9));
  }
  if (random.below(4) == 0) c.pools = any<Pools>(random, 4);
  c.num_slots = (c.num_tokens / c.page_size + static_cast<int64_t>(random.below(3))) * c.page_size;
  if (random.below(4) == 0) c.reserved_slot = static_cast<int64_t>(random.below(9)) - 1;
}

inline void any_launch(SplitMix& random, Case& c) {
  if (random.below(4) == 0) c.in_order = any<RowOrder>(random, 2);
  if (random.below(4) == 0) c.out_order = any<RowOrder>(random, 2);
  if (random.below(4) == 0) c.unit_strides = any<UnitStrides>(random, 3);
  if (random.below(4) == 0) {
    c.misaligned.elements = static_cast<int64_t>(random.below(17));
    c.misaligned.tensors = static_cast<uint32_t>(random.next() & random.next()) & 0xFFFu;
  }
  if (random.below(4) == 0) c.memory = any<Memory>(random, 3);
  if (random.below(4) == 0) c.table_dtype = any<DType>(random, 3);
  if (random.below(4) == 0) c.scenario.kind = any<ScenarioKind>(random, 6);
  if (c.scenario.kind == ScenarioKind::kServing) {
    c.scenario.seed = random.next() >> random.below(64);
    c.scenario.steps = random.below(9);
  }
}

// Any case that text can say; not all of them are legal.
inline Case any_case(SplitMix& random) {
  Case c;
  c.num_tokens = static_cast<int64_t>(random.below(20));
  c.num_slots_given = c.num_tokens - static_cast<int64_t>(random.below(2));
  c.num_qo_heads = static_cast<int64_t>(1 + random.below(70));
  c.num_kv_heads = static_cast<int64_t>(1 + random.below(9));
  c.head_dim = static_cast<int64_t>(2 + random.below(300));
  c.v_head_dim = random.below(2) ? c.head_dim : static_cast<int64_t>(1 + random.below(300));
  c.rotary_dim = random.below(2) ? c.head_dim : static_cast<int64_t>(2 + 2 * random.below(64));
  c.style = any<RopeStyle>(random, 2);
  c.dtype = any<DType>(random, 3);
  c.position_dtype = any<IndexType>(random, 2);
  c.slot_dtype = any<IndexType>(random, 2);
  c.cache = any<CacheWrite>(random, 4);
  c.absent = any<Absent>(random, 3);
  c.in_place = any<InPlace>(random, 4);
  c.pdl = random.below(2);
  c.qkv = any<QkvSource>(random, 2);
  for (Padding* pad : {&c.q_pad, &c.k_pad, &c.v_pad, &c.q_rope_pad, &c.k_rope_pad, &c.k_buffer_pad,
                       &c.v_buffer_pad}) {
    if (random.below(6) == 0) pad->token = static_cast<int64_t>(random.below(99));
    if (random.below(6) == 0) pad->head = static_cast<int64_t>(random.below(99));
  }
  any_pools(random, c);
  any_launch(random, c);
  c.max_position = static_cast<int64_t>(1 + random.below(1 << 20));
  c.positions.kind = any<PositionKind>(random, 7);
  if (c.positions.kind == PositionKind::kList) {
    for (int64_t t = 0; t < c.num_tokens; ++t) {
      c.positions.list.push_back(
          static_cast<int64_t>(random.below(std::min<int64_t>(c.max_position, 3))));
    }
  } else {
    c.positions.arg = random.next() >> random.below(64);
  }
  c.bad_positions_permille = random.below(2) * random.below(1001);
  c.slots.kind = any<SlotKind>(random, 6);
  if (c.slots.kind == SlotKind::kList) c.slots.list = any_slots(random, c);
  const bool seeded = c.slots.kind != SlotKind::kList && c.slots.kind != SlotKind::kTail;
  if (seeded) c.slots.arg = random.next() >> random.below(64);
  const bool runs = c.slots.kind == SlotKind::kClustered || c.slots.kind == SlotKind::kColliding;
  if (runs) c.slots.run = 1 + random.below(64);
  c.holes.kind = any<HoleKind>(random, 5);
  if (c.holes.kind >= HoleKind::kTail) c.holes.arg = random.below(40);
  if (c.holes.kind == HoleKind::kRandom) c.holes.permille = random.below(1001);
  c.holes.value = any<HoleValue>(random, 6);
  c.table = any<TableKind>(random, 3);
  if (c.table == TableKind::kReal) c.theta = 1 + random.below(uint64_t{1} << 40);
  c.values = any<Values>(random, 7);
  c.data_seed = random.next() >> random.below(64);
  return c;
}

}  // namespace ropekv::testing
