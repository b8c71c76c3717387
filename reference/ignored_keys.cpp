#include "reference/ignored_keys.h"

#include <string_view>

#include "reference/layout.h"

namespace ropekv {
namespace {

bool is_fused(const Case& c) {
  return c.qkv == QkvSource::kFused;
}
bool has_no_q(const Case& c) {
  return !c.has_q();
}
bool has_no_k(const Case& c) {
  return !c.has_k();
}
bool has_no_v(const Case& c) {
  return !c.has_v();
}
bool has_no_k_and_no_v(const Case& c) {
  return !c.has_k() && !c.has_v();
}
bool stores_no_k(const Case& c) {
  return !c.writes_k();
}
bool stores_no_v(const Case& c) {
  return !c.writes_v();
}
bool stores_nothing(const Case& c) {
  return !c.stores();
}
bool stores_not_both(const Case& c) {
  return !c.writes_k() || !c.writes_v();
}
bool q_is_in_place(const Case& c) {
  return c.q_in_place();
}
bool k_is_in_place(const Case& c) {
  return c.k_in_place();
}
bool has_no_output_apart(const Case& c) {
  return (!c.has_q() || c.q_in_place()) && (!c.has_k() || c.k_in_place());
}
bool is_not_fp8(const Case& c) {
  return !c.fp8_cache();
}
bool has_no_k_scale(const Case& c) {
  return !c.fp8_cache() || !c.writes_k();
}
bool has_no_v_scale(const Case& c) {
  return !c.fp8_cache() || !c.writes_v();
}
bool is_flat(const Case& c) {
  return c.page_size == 1;
}
bool is_packed(const Case& c) {
  return c.pools == Pools::kPacked;
}
bool has_no_unit_dim(const Case& c) {
  return c.num_tokens != 1 && (!c.has_q() || c.num_qo_heads != 1) &&
         ((!c.has_k() && !c.has_v()) || c.num_kv_heads != 1) &&
         (!c.stores() || (c.page_size != 1 && c.num_slots != c.page_size));
}
bool is_fenced(const Case& c) {
  return c.memory != Memory::kGuarded;
}
bool lists_slots(const Case& c) {
  return c.slots.kind == SlotKind::kList;
}
// Tokens past the end of a pool that is smaller than slot_mapping are holes too, unless the tokens
// share slots.
bool has_no_holes(const Case& c) {
  if (lists_slots(c)) return true;
  return c.holes.kind == HoleKind::kNone &&
         (c.slots.kind == SlotKind::kColliding || c.num_slots_given <= c.num_slots);
}
bool has_no_reserved_slot(const Case& c) {
  return c.reserved_slot == -1;
}
bool serves(const Case& c) {
  return c.scenario.kind == ScenarioKind::kServing;
}
bool serves_nothing(const Case& c) {
  return serves(c) && (c.num_tokens == 0 || !c.stores());
}
bool is_always(const Case&) {
  return true;
}

// The tensors that begin a region of their own: the others follow from where that one lies.
uint32_t tensors_with_a_base(const Case& c) {
  const auto bit = [](Tensor tensor, bool is_there) {
    return is_there ? 1u << static_cast<int>(tensor) : 0u;
  };
  const bool device_scales = c.fp8_cache() && c.scale_in == ScaleIn::kDevice;
  return bit(Tensor::kQ, c.has_q()) | bit(Tensor::kK, c.has_k() && !is_fused(c)) |
         bit(Tensor::kV, c.has_v() && !is_fused(c)) |
         bit(Tensor::kQRope, c.has_q() && !c.q_in_place()) |
         bit(Tensor::kKRope, c.has_k() && !c.k_in_place()) | bit(Tensor::kKBuffer, c.writes_k()) |
         bit(Tensor::kVBuffer, c.writes_v() && c.pools == Pools::kSeparate) |
         bit(Tensor::kPositions, true) | bit(Tensor::kSlotMapping, true) |
         bit(Tensor::kCosSinCache, true) | bit(Tensor::kKScale, device_scales && c.writes_k()) |
         bit(Tensor::kVScale, device_scales && c.writes_v());
}

// A tensor that is not there is neither in place nor apart, so `yes` says all that there is to say:
// old lines have it.
void settle_in_place(Case* c) {
  if (c->has_q() && c->has_k()) return;
  const bool in_place = c->has_q() ? c->q_in_place() : c->k_in_place();
  c->in_place = in_place ? InPlace::kBoth : InPlace::kNo;
}

void keep_misaligned_bases(Case* c) {
  c->misaligned.tensors &= tensors_with_a_base(*c);
  if (c->misaligned.tensors == 0) c->misaligned = {};
}

struct IgnoredKey {
  std::string_view key;
  bool (*is_ignored)(const Case&);
  std::string_view because;
  void (*reset)(Case*);
  std::string_view must = "must be left out";
};

constexpr std::string_view kOneRow = "qkv=fused gives q, k and v one row per token";
constexpr std::string_view kServes = "scenario=serving makes its own tokens";

// In an order in which a reset may make later keys ignored, never earlier ones.
constexpr IgnoredKey kIgnoredKeys[] = {
    // Which tensors there are.
    {"absent", is_fused, "qkv=fused has q, k and v", [](Case* c) { c->absent = Absent::kNone; }},
    {"in_place", has_no_q, "absent=q", settle_in_place, "must be no or yes"},
    {"in_place", has_no_k, "absent=k", settle_in_place, "must be no or yes"},
    {"k_pad", is_fused, kOneRow, [](Case* c) { c->k_pad.token = 0; }},
    {"v_pad", is_fused, kOneRow, [](Case* c) { c->v_pad.token = 0; }},
    {"q_pad", has_no_q, "absent=q", [](Case* c) { c->q_pad = {}; }},
    {"q_rope_pad", has_no_q, "absent=q", [](Case* c) { c->q_rope_pad = {}; }},
    {"num_qo_heads", has_no_q, "absent=q", [](Case* c) { c->num_qo_heads = 1; }},
    {"k_pad", has_no_k, "absent=k", [](Case* c) { c->k_pad = {}; }},
    {"k_rope_pad", has_no_k, "absent=k", [](Case* c) { c->k_rope_pad = {}; }},
    {"v_pad", has_no_v, "v is not in the launch", [](Case* c) { c->v_pad = {}; }},
    {"v_head_dim", has_no_v, "v is not in the launch",
     [](Case* c) { c->v_head_dim = c->head_dim; }},
    {"num_kv_heads", has_no_k_and_no_v, "no k and no v", [](Case* c) { c->num_kv_heads = 1; }},
    {"q_rope_pad", q_is_in_place, "in_place=yes or q", [](Case* c) { c->q_rope_pad = {}; }},
    {"k_rope_pad", k_is_in_place, "in_place=yes or k", [](Case* c) { c->k_rope_pad = {}; }},
    {"in_order", is_fused, kOneRow, [](Case* c) { c->in_order = RowOrder::kTokens; }},
    {"out_order", has_no_output_apart, "no output is apart from its input",
     [](Case* c) { c->out_order = RowOrder::kTokens; }},
    // The pools.
    {"k_buffer_pad", stores_no_k, "k is not stored", [](Case* c) { c->k_buffer_pad = {}; }},
    {"v_buffer_pad", stores_no_v, "v is not stored", [](Case* c) { c->v_buffer_pad = {}; }},
    {"cache_dtype", stores_nothing, "nothing is stored",
     [](Case* c) { c->cache_dtype = CacheDType::kSame; }},
    {"k_scale", has_no_k_scale, "k is not stored as fp8", [](Case* c) { c->k_scale = 1; }},
    {"v_scale", has_no_v_scale, "v is not stored as fp8", [](Case* c) { c->v_scale = 1; }},
    {"scale_in", is_not_fp8, "nothing is stored as fp8",
     [](Case* c) { c->scale_in = ScaleIn::kHost; }},
    {"page_size", stores_nothing, "nothing is stored", [](Case* c) { c->page_size = 1; }},
    {"page_layout", is_flat, "page_size=1", [](Case* c) { c->page_layout = PageLayout::kNhd; }},
    {"pools", stores_not_both, "cache is not both", [](Case* c) { c->pools = Pools::kSeparate; }},
    {"k_page_pad", is_flat, "page_size=1", [](Case* c) { c->k_page_pad = 0; }},
    {"v_page_pad", is_flat, "page_size=1", [](Case* c) { c->v_page_pad = 0; }},
    {"k_page_pad", stores_no_k, "k is not stored", [](Case* c) { c->k_page_pad = 0; }},
    {"v_page_pad", stores_no_v, "v is not stored", [](Case* c) { c->v_page_pad = 0; }},
    {"v_page_pad", is_packed, "pools=packed has k's pages", [](Case* c) { c->v_page_pad = 0; }},
    {"v_buffer_pad", is_packed, "pools=packed has k's slots",
     [](Case* c) { c->v_buffer_pad.token = 0; }},
    {"reserved_slot", stores_nothing, "nothing is stored", [](Case* c) { c->reserved_slot = -1; }},
    // A history of launches.
    {"scenario", serves_nothing, "there are no tokens to serve, or nothing is stored",
     [](Case* c) { c->scenario = {}; }},
    {"num_slots_given", serves, kServes, [](Case* c) { c->num_slots_given = c->num_tokens; }},
    {"positions", serves, kServes, [](Case* c) { c->positions = {}; }},
    {"bad_positions", serves, kServes, [](Case* c) { c->bad_positions_permille = 0; }},
    {"slots", serves, kServes, [](Case* c) { c->slots = {}; }},
    {"holes", serves, kServes, [](Case* c) { c->holes = {}; }},
    {"memory", serves, "scenario=serving has one guarded memory for launches of any size",
     [](Case* c) { c->memory = Memory::kGuarded; }},
    // Addresses, strides and holes.
    {"unit_strides", has_no_unit_dim, "no dim has size 1",
     [](Case* c) { c->unit_strides = UnitStrides::kNatural; }},
    {"misaligned", is_fenced, "memory is a fence", [](Case* c) { c->misaligned = {}; }},
    {"misaligned", is_always, "a tensor has no region of its own to begin", keep_misaligned_bases,
     "must name other tensors"},
    {"holes", lists_slots, "slots=list", [](Case* c) { c->holes = {.value = c->holes.value}; }},
    {"hole_value", has_no_holes, "no token is a hole",
     [](Case* c) { c->holes.value = HoleValue::kMinusOne; }},
    {"hole_value", has_no_reserved_slot, "no slot is reserved",
     [](Case* c) {
       if (c->holes.value == HoleValue::kReserved) c->holes.value = HoleValue::kMinusOne;
     }},
};

}  // namespace

std::string why_ignored(const Case& c) {
  for (const IgnoredKey& row : kIgnoredKeys) {
    if (!row.is_ignored(c)) continue;
    Case reset = c;
    row.reset(&reset);
    if (reset == c) continue;
    return std::string(row.key) + ' ' + std::string(row.must) + ": " + std::string(row.because);
  }
  return {};
}

void drop_ignored_keys(Case* c) {
  for (const IgnoredKey& row : kIgnoredKeys) {
    if (row.is_ignored(*c)) row.reset(c);
  }
}

}  // namespace ropekv
