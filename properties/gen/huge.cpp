#include "properties/gen/huge.h"

#include <algorithm>
#include <set>

#include "properties/gen/fit.h"
#include "properties/gen/make_legal.h"
#include "reference/layout.h"

namespace ropekv::gen_parts {
namespace {

namespace gen = rc::gen;

constexpr int64_t kTwo31 = int64_t{1} << 31;
constexpr int64_t kTwo32 = int64_t{1} << 32;
constexpr int64_t kMostBytes = int64_t{22} << 30;  // of all tensors

int64_t cache_element_bytes(const Case& c) {
  return c.fp8_cache() ? 1 : dtype_bytes(c.dtype);
}

// Few tokens with wide rows, so that few slots span far: the bookkeeping is per slot.
void make_wide_rows(Case* c) {
  c->num_tokens = 1 + c->num_tokens % 300;
  c->head_dim = std::max<int64_t>(c->head_dim, 64);
  c->v_head_dim = std::max<int64_t>(c->v_head_dim, 64);
  while (c->num_kv_heads * std::min(c->head_dim, c->v_head_dim) * cache_element_bytes(*c) < 512) {
    c->num_kv_heads *= 2;
  }
  c->num_qo_heads = std::min<int64_t>(c->num_qo_heads, 8);
  c->max_position = std::min<int64_t>(c->max_position, 8192);
  c->memory = Memory::kGuarded;
  if (c->scenario.kind == ScenarioKind::kServing) c->scenario = {};
  if (c->cache == CacheWrite::kNone) c->cache = CacheWrite::kBoth;
  if (!c->has_k() && c->cache == CacheWrite::kKOnly) c->cache = CacheWrite::kVOnly;
}

// Elements of one pool: a little past a place where an offset of 32 bits wraps.
int64_t span_elements(const Case& c, int64_t choice) {
  const int64_t bytes = cache_element_bytes(c);
  const int64_t places[] = {kTwo31, kTwo32 / bytes, kTwo31 / bytes};
  const int64_t place = places[choice % 4 % 3];  // 2^31 elements twice as often
  return place + place / 16;
}

int64_t elements_of_a_page(const Case& c) {
  Case one = c;
  one.num_slots = c.page_size;
  const Layout layout = make_layout(one);
  const auto k = layout.find(Tensor::kKBuffer);
  const auto at = k ? k : layout.find(Tensor::kVBuffer);
  return at ? std::max<int64_t>(1, at->view->page_stride) : 1;
}

void set_far_pool(int64_t choice, Case* c) {
  const int64_t page = elements_of_a_page(*c);
  c->num_slots = (span_elements(*c, choice) / page + 1) * c->page_size;
  while (make_layout(*c).total_bytes() > kMostBytes) {
    c->num_slots = c->num_slots * 3 / 4 / c->page_size * c->page_size;
  }
}

// The slots on both sides of each place where an offset in elements or bytes leaves 31 or 32 bits.
std::vector<int64_t> slots_at_boundaries(const Case& c) {
  const Layout layout = make_layout(c);
  const int64_t bytes = cache_element_bytes(c);
  std::set<int64_t> slots = {0, c.num_slots - 1};
  for (const Tensor tensor : {Tensor::kKBuffer, Tensor::kVBuffer}) {
    const auto at = layout.find(tensor);
    if (!at) continue;
    const View& view = *at->view;
    for (const int64_t place : {kTwo31, kTwo31 / bytes, kTwo32 / bytes}) {
      for (const int64_t offset : {place, place - view.offset}) {
        if (offset < 0) continue;
        const int64_t page = offset / view.page_stride;
        const int64_t rest = offset % view.page_stride;
        const int64_t in_page = std::min(rest / std::max<int64_t>(1, view.row_stride), c.page_size);
        const int64_t slot = page * c.page_size + (c.page_size > 1 ? in_page : 0);
        slots.insert({slot - 1, slot, slot + 1, slot + c.page_size});
      }
    }
  }
  std::erase_if(slots, [&](int64_t slot) { return slot < 0 || slot >= c.num_slots; });
  return {slots.begin(), slots.end()};
}

void set_far_slots(int64_t choice, Case* c) {
  c->num_slots_given = c->num_tokens;
  if (choice % 3 != 0 || c->holes.kind == HoleKind::kAll) c->holes = {};
  if (c->slots.kind == SlotKind::kColliding) c->slots = {SlotKind::kPermuted, c->slots.arg, 1, {}};
  switch (choice % 8) {
    case 0:
    case 1:
      c->slots = {SlotKind::kTail, 0, 1, {}};
      return;
    case 2:
      c->slots = {SlotKind::kIota, 0, 1, {}};
      return;
    case 3:
    case 4:
      return;  // as drawn, mostly permuted
    default:
      break;
  }
  const auto slots = slots_at_boundaries(*c);
  c->num_tokens = c->num_slots_given = std::ssize(slots);
  c->slots = {SlotKind::kList, 0, 1, slots};
  if (c->positions.kind == PositionKind::kList) c->positions = {};
}

// Token rows so far apart that the last ones lie past 2^31 elements.
void set_far_rows(int64_t choice, Case* c) {
  c->num_tokens = 3 + c->num_tokens % 38;
  c->num_slots = std::min<int64_t>(c->num_slots, 1 << 16);
  c->num_slots_given = std::min(c->num_slots_given, c->num_tokens);
  c->in_order = c->out_order = RowOrder::kTokens;
  const int64_t pad = kTwo31 / (c->num_tokens - 1) + 16 * (choice % 5);
  const auto pads = pads_of(c);
  for (Padding* other : pads) *other = {other->token % 64, other->head % 64};
  pads[choice % 5]->token = pad;  // one of q, k, v, q_rope, k_rope
  if (c->qkv == QkvSource::kFused) c->q_pad.token = pad;
}

}  // namespace

rc::Gen<Huge> huges() {
  return gen::apply(
      [](HugeKind kind, int64_t span, int64_t place) {
        return Huge{kind, span, place};
      },
      gen::weightedElement<HugeKind>(
          {{6, HugeKind::kFarCache}, {2, HugeKind::kFarRows}, {2, HugeKind::kLarge}}),
      gen::inRange<int64_t>(0, 1000), gen::inRange<int64_t>(0, 1000));
}

Case assemble_huge(const Parts& parts, const Huge& huge) {
  if (huge.kind == HugeKind::kLarge) return assemble(parts, SizeClass::kLarge);
  Case c = join(parts);
  make_wide_rows(&c);
  make_legal(&c);
  if (huge.kind == HugeKind::kFarCache) {
    set_far_pool(huge.span_choice, &c);
    set_far_slots(huge.place_choice, &c);
  } else {
    set_far_rows(huge.place_choice, &c);
  }
  fit({SizeClass::kHuge, {0, 0}, {}}, &c);
  return c;
}

}  // namespace ropekv::gen_parts
