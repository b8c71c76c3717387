#include "properties/gen/assemble.h"

#include <algorithm>

#include "properties/gen/fit.h"
#include "properties/gen/make_legal.h"
#include "properties/gen/vector_rows.h"

namespace ropekv::gen_parts {
namespace {

int64_t rotary_dim(const Shape& shape) {
  const int64_t even = shape.head_dim / 2 * 2;
  switch (shape.rotary_choice % 8) {
    case 0:
    case 1:
    case 2:
      return even;
    case 3:
      return std::max<int64_t>(2, even / 4 * 2);  // half
    case 4:
      return std::max<int64_t>(2, even / 8 * 2);  // a quarter
    case 5:
      return 2;
    default:
      return 2 + shape.rotary_choice / 8 % (even / 2) * 2;
  }
}

void set_shape(const Shape& shape, Case* c) {
  c->num_tokens = shape.num_tokens;
  c->num_kv_heads = shape.num_kv_heads;
  c->num_qo_heads = shape.group == 0 ? std::max<int64_t>(1, shape.num_kv_heads / 2)
                                     : std::min<int64_t>(shape.num_kv_heads * shape.group, 1024);
  c->head_dim = shape.head_dim;
  c->rotary_dim = rotary_dim(shape);
  c->v_head_dim = shape.v_choice % 8 == 0 ? 1 + shape.v_choice % 190 : c->head_dim;
}

void set_modes(const Modes& modes, const Scales& scales, Case* c) {
  c->style = modes.style;
  c->dtype = modes.dtype;
  c->table_dtype = modes.table_dtype;
  c->position_dtype = modes.position_dtype;
  c->slot_dtype = modes.slot_dtype;
  c->cache = modes.cache;
  c->absent = modes.absent;
  c->in_place = modes.in_place;
  c->pdl = modes.pdl;
  c->cache_dtype = scales.cache_dtype;
  c->k_scale = scales.k_scale;
  c->v_scale = scales.v_scale;
  c->scale_in = scales.scale_in;
}

void set_places(const Places& places, Case* c) {
  c->qkv = places.qkv;
  const auto pads = pads_of(c);
  for (size_t i = 0; i < pads.size(); ++i) *pads[i] = places.pads[i];
  c->in_order = places.in_order;
  c->out_order = places.out_order;
  c->unit_strides = places.unit_strides;
  c->misaligned = places.misaligned;
  c->memory = places.memory;
}

void set_pool(const Pool& pool, const Indices& in, Case* c) {
  const bool one_slot = pool.size == PoolSize::kOneSlot;
  c->page_size = one_slot ? 1 : pool.page_size;
  if (pool.size == PoolSize::kOnePage) c->page_size = std::max<int64_t>(c->page_size, 2);
  c->page_layout = pool.page_layout;
  c->k_page_pad = pool.k_page_pad;
  c->v_page_pad = pool.v_page_pad;
  c->pools = pool.pools;
  c->num_slots = std::max<int64_t>(1, c->num_tokens + pool.spare_slots);
  if (one_slot) c->num_slots = 1;
  if (pool.size == PoolSize::kOnePage) c->num_slots = c->page_size;
  if (pool.size == PoolSize::kLarge) c->num_slots = c->num_tokens + kLargePool;
  // The first slot is what engines reserve; else any.
  const int64_t choice = pool.reserved_choice;
  if (choice > 0) c->reserved_slot = choice % 2 == 0 ? 0 : choice / 2 % c->num_slots;
  c->num_slots_given = (c->num_tokens * in.given_permille + 999) / 1000;
}

void set_indices(const Indices& in, Case* c) {
  c->positions = in.positions;
  c->max_position = in.max_position;
  c->bad_positions_permille = in.bad_positions_permille;
  c->slots = in.slots;
  if (c->slots.kind == SlotKind::kClustered) {
    const auto page_size = static_cast<uint64_t>(c->page_size);
    c->slots.run =
        in.runs_are_pages && page_size > 1 ? page_size : std::max<uint64_t>(2, c->slots.run);
  }
  c->holes = in.holes;
  // Graph padding names the reserved slot.
  if (c->reserved_slot >= 0 && c->holes.value == HoleValue::kMinusOne && c->data_seed % 2 == 0) {
    c->holes.value = HoleValue::kReserved;
  }
  if (c->reserved_slot < 0 && c->holes.value == HoleValue::kReserved) {
    c->holes.value = HoleValue::kMinusOne;
  }
}

// True for a case that is long in one way, after everything else in it was made small.
bool make_room_for_length(Case* c) {
  const bool many_tokens = c->num_tokens > kManyTokens;
  const bool large_pool = c->num_slots >= kLargePool && !many_tokens;
  const bool long_table = c->max_position == kLongTable;
  if (!many_tokens && !large_pool && !long_table) return false;
  for (Padding* pad : pads_of(c)) *pad = {};
  c->k_page_pad = c->v_page_pad = 0;
  c->head_dim = std::min<int64_t>(c->head_dim, many_tokens ? 4 : 8);
  c->rotary_dim = std::min(c->rotary_dim, c->head_dim / 2 * 2);
  c->v_head_dim = c->head_dim;
  c->memory = Memory::kGuarded;
  if (many_tokens || large_pool) c->num_kv_heads = 1;
  if (many_tokens) {
    c->num_qo_heads = std::min<int64_t>(c->num_qo_heads, 2);
    c->num_slots = std::min(c->num_slots, c->num_tokens + 20);
    c->max_position = std::min<int64_t>(c->max_position, 1024);
  } else {
    const int64_t tokens = std::min<int64_t>(c->num_tokens, 300);
    c->num_slots -= c->num_tokens - tokens;
    c->num_slots_given = c->num_slots_given == c->num_tokens ? tokens : c->num_slots_given / 2;
    c->num_tokens = tokens;
    c->num_slots = std::max(c->num_slots, c->page_size);
  }
  return true;
}

// Many launches, each of them small.
void make_short_history(Case* c) {
  c->num_tokens = 1 + c->num_tokens % 24;
  c->num_slots = std::clamp<int64_t>(c->num_slots, 32, 256);
  c->num_qo_heads = 1 + c->num_qo_heads % 4;
  c->num_kv_heads = 1 + c->num_kv_heads % 2;
  c->head_dim = std::min<int64_t>(c->head_dim, 32);
  c->v_head_dim = std::min(c->v_head_dim, c->head_dim);
  c->max_position = std::min<int64_t>(c->max_position, 512);
  for (Padding* pad : pads_of(c)) *pad = {pad->token % 8, pad->head % 8};
}

}  // namespace

rc::Gen<Parts> all_parts() {
  return rc::gen::apply(
      [](const Shape& shape, const Modes& modes, const Scales& scales, const Scenario& scenario,
         const Places& places, const Pool& pool, const Indices& indices, const Data& data,
         const Budget& budget) {
        return Parts{shape, modes, scales, scenario, places, pool, indices, data, budget};
      },
      shapes(), modes(), scales(), scenarios(), places(), pools(), indices(), data(), budgets());
}

Case join(const Parts& parts) {
  Case c;
  set_shape(parts.shape, &c);
  set_modes(parts.modes, parts.scales, &c);
  set_places(parts.places, &c);
  c.table = parts.data.table;
  c.theta = parts.data.theta;
  c.values = parts.data.values;
  c.data_seed = parts.data.seed;
  set_pool(parts.pool, parts.indices, &c);
  set_indices(parts.indices, &c);
  c.scenario = parts.scenario;
  if (parts.places.vector_rows) make_vector_rows(&c);
  return c;
}

Case assemble(const Parts& parts, SizeClass size) {
  Case c = join(parts);
  if (c.scenario.kind == ScenarioKind::kServing) make_short_history(&c);
  const bool is_long = make_room_for_length(&c);
  fit({size, is_long ? Budget{0, 0} : parts.budget, {}}, &c);
  return c;
}

}  // namespace ropekv::gen_parts
