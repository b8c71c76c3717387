// Cases with scenario=serving, of many shapes, for tests.
#pragma once

#include "reference/case.h"

namespace ropekv::testing {

inline Case serving_case(uint64_t seed, uint64_t steps) {
  Case c;
  c.num_tokens = c.num_slots_given = 12;
  c.num_qo_heads = 2;
  c.num_kv_heads = 2;
  c.head_dim = 16;
  c.v_head_dim = 24;
  c.rotary_dim = 8;
  c.page_size = 4;
  c.num_slots = 48;
  c.max_position = 40;
  c.data_seed = seed;
  c.scenario = {ScenarioKind::kServing, seed, steps};
  return c;
}

// Every layout, dtype and way of storing that a history may meet, by index.
inline constexpr int kNumServingShapes = 8;
inline Case serving_shape(int shape, uint64_t seed, uint64_t steps) {
  Case c = serving_case(seed, steps);
  switch (shape) {
    case 1:
      c.page_layout = PageLayout::kHnd;
      c.dtype = DType::kBF16;
      break;
    case 2:
      c.page_size = 1;
      c.reserved_slot = 0;
      c.in_place = InPlace::kBoth;
      break;
    case 3:
      c.pools = Pools::kUnbound;
      c.k_page_pad = c.v_page_pad = 3;
      c.reserved_slot = 47;
      break;
    case 4:
      c.pools = Pools::kPacked;
      c.dtype = DType::kF16;
      c.values = Values::kSpecial;
      break;
    case 5:
      c.cache_dtype = CacheDType::kE4M3;
      c.k_scale = 0.5f;
      c.v_scale = 2;
      c.dtype = DType::kBF16;
      break;
    case 6:
      c.cache_dtype = CacheDType::kE5M2;
      c.pools = Pools::kStacked;
      c.scale_in = ScaleIn::kDevice;
      break;
    case 7:
      c.cache = CacheWrite::kVOnly;
      c.qkv = QkvSource::kFused;
      c.pdl = true;
      break;
    default:
      break;
  }
  return c;
}

}  // namespace ropekv::testing
