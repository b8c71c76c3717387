// Combinations of choices that have each broken a kernel; rows of the bug museum behind them. Each
// gets a row of the schedule of its own.
#include "properties/dimensions.h"
#include "properties/gen/dimension_parts.h"
#include "properties/gen/vector_rows.h"

namespace ropekv {
namespace {

template <RopeStyle style, DType dtype>
constexpr Choice style_of(std::string_view name) {
  return {name, [](const Case& c) { return c.style == style && c.dtype == dtype; },
          [](Case* c) {
            c->style = style;
            c->dtype = dtype;
          }};
}

template <int64_t tokens>
constexpr Choice tokens_are(std::string_view name) {
  return {name, [](const Case& c) { return c.num_tokens == tokens; },
          [](Case* c) { c->num_tokens = tokens; }};
}

void set_pages_of_16(Case* c) {
  c->page_size = 16;
  c->num_slots = (c->num_slots + 15) / 16 * 16;
}

constexpr Choice kOfModes[] = {
    tokens_are<65535>("tokens=65535"),  // F3
    tokens_are<65536>("tokens=65536"),
    tokens_are<65537>("tokens=65537"),
    {"odd heads", [](const Case& c) { return c.num_qo_heads % 2 == 1 && c.num_qo_heads > 1; },
     [](Case* c) { c->num_qo_heads = 5; }},
    style_of<RopeStyle::kNeox, DType::kF32>("neox f32"),
    style_of<RopeStyle::kNeox, DType::kF16>("neox f16"),
    style_of<RopeStyle::kNeox, DType::kBF16>("neox bf16"),
    style_of<RopeStyle::kInterleaved, DType::kF32>("interleaved f32"),
    style_of<RopeStyle::kInterleaved, DType::kF16>("interleaved f16"),
    style_of<RopeStyle::kInterleaved, DType::kBF16>("interleaved bf16"),
    {"index types differ", [](const Case& c) { return c.position_dtype != c.slot_dtype; },
     [](Case* c) {
       c->position_dtype = IndexType::kInt32;
       c->slot_dtype = IndexType::kInt64;
     }},
    {"in place with cache",
     [](const Case& c) { return c.in_place == InPlace::kBoth && c.cache == CacheWrite::kBoth; },
     [](Case* c) {
       c->in_place = InPlace::kBoth;
       c->cache = CacheWrite::kBoth;
     }},
    {"partial rotary with cache",  // T1
     [](const Case& c) { return c.rotary_dim < c.head_dim && c.cache == CacheWrite::kBoth; },
     [](Case* c) {
       c->rotary_dim = c->head_dim / 4 * 2;
       c->cache = CacheWrite::kBoth;
     }},
};

constexpr Choice kOfPools[] = {
    {"more tokens than slots",
     [](const Case& c) { return c.stores() && c.num_tokens > c.num_slots; },
     [](Case* c) {
       c->page_size = c->num_slots = 1;
       c->num_tokens = c->num_slots_given = 3;
     }},
    {"fp8 with distinct scales",
     [](const Case& c) { return c.writes_k() && c.writes_v() && c.k_scale != c.v_scale; },
     [](Case* c) {
       c->cache_dtype = CacheDType::kE4M3;
       c->k_scale = 3.3F;
       c->v_scale = 0.01F;
     }},
    {"fp8 pages in hnd",
     [](const Case& c) { return c.fp8_cache() && c.page_layout == PageLayout::kHnd; },
     [](Case* c) {
       c->cache_dtype = CacheDType::kE5M2;
       set_pages_of_16(c);
       c->page_layout = PageLayout::kHnd;
     }},
    {"holes name a reserved slot of a paged pool",
     [](const Case& c) { return c.holes.value == HoleValue::kReserved && c.page_size > 1; },
     [](Case* c) {
       set_pages_of_16(c);
       c->reserved_slot = 0;
       c->holes = {HoleKind::kEvery, 3, 0, HoleValue::kReserved};
     }},
    {"duplicates in pages",
     [](const Case& c) { return c.slots.kind == SlotKind::kColliding && c.page_size > 1; },
     [](Case* c) {
       set_pages_of_16(c);
       c->slots = {SlotKind::kColliding, 5, 2, {}};
     }},
};

constexpr Choice kOfLaunches[] = {
    {"in place against a fence",
     [](const Case& c) { return c.memory != Memory::kGuarded && c.in_place != InPlace::kNo; },
     [](Case* c) {
       c->memory = Memory::kFenceEnd;
       c->in_place = InPlace::kBoth;
     }},
    {"vector rows at the end of memory",
     [](const Case& c) { return c.memory == Memory::kFenceEnd && gen_parts::has_vector_rows(c); },
     [](Case* c) {
       gen_parts::make_vector_rows(c);
       c->memory = Memory::kFenceEnd;
     }},
    {"pdl chain with pdl",  // J1
     [](const Case& c) { return c.pdl && c.scenario.kind == ScenarioKind::kPdlChain; },
     [](Case* c) {
       c->pdl = true;
       c->scenario = {ScenarioKind::kPdlChain, 0, 0};
     }},
    {"graph with padding",  // B1, B6
     [](const Case& c) {
       return c.scenario.kind == ScenarioKind::kGraph &&
              (c.holes.kind != HoleKind::kNone || c.num_slots_given < c.num_tokens);
     },
     [](Case* c) {
       c->scenario = {ScenarioKind::kGraph, 0, 0};
       c->holes = {HoleKind::kTail, 2, 0, HoleValue::kMinusOne};
     }},
};

}  // namespace

const std::vector<Choice>& all_combinations() {
  static const std::vector<Choice> all = [] {
    std::vector<Choice> joined(std::begin(kOfModes), std::end(kOfModes));
    joined.insert(joined.end(), std::begin(kOfPools), std::end(kOfPools));
    joined.insert(joined.end(), std::begin(kOfLaunches), std::end(kOfLaunches));
    return joined;
  }();
  return all;
}

}  // namespace ropekv
