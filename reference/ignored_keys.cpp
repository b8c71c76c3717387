#include "reference/ignored_keys.h"

#include <string_view>

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
bool is_in_place(const Case& c) {
  return c.in_place;
}
bool lists_slots(const Case& c) {
  return c.slots.kind == SlotKind::kList;
}
// Tokens past the end of a pool that is smaller than slot_mapping are holes too.
bool has_no_holes(const Case& c) {
  return c.holes.kind == HoleKind::kNone && (lists_slots(c) || c.num_slots_given <= c.num_slots);
}

struct IgnoredKey {
  std::string_view key;
  bool (*is_ignored)(const Case&);
  std::string_view because;
  void (*reset)(Case*);
};

// In an order in which a reset may make later keys ignored.
constexpr IgnoredKey kIgnoredKeys[] = {
    {"absent", is_fused, "qkv=fused has q, k and v", [](Case* c) { c->absent = Absent::kNone; }},
    {"k_pad", is_fused, "qkv=fused gives q, k and v one row per token",
     [](Case* c) { c->k_pad.token = 0; }},
    {"v_pad", is_fused, "qkv=fused gives q, k and v one row per token",
     [](Case* c) { c->v_pad.token = 0; }},
    {"q_pad", has_no_q, "absent=q", [](Case* c) { c->q_pad = {}; }},
    {"q_rope_pad", has_no_q, "absent=q", [](Case* c) { c->q_rope_pad = {}; }},
    {"num_qo_heads", has_no_q, "absent=q", [](Case* c) { c->num_qo_heads = 1; }},
    {"k_pad", has_no_k, "absent=k", [](Case* c) { c->k_pad = {}; }},
    {"k_rope_pad", has_no_k, "absent=k", [](Case* c) { c->k_rope_pad = {}; }},
    {"v_pad", has_no_v, "v is not in the launch", [](Case* c) { c->v_pad = {}; }},
    {"v_head_dim", has_no_v, "v is not in the launch",
     [](Case* c) { c->v_head_dim = c->head_dim; }},
    {"num_kv_heads", has_no_k_and_no_v, "no k and no v", [](Case* c) { c->num_kv_heads = 1; }},
    {"q_rope_pad", is_in_place, "in_place=yes", [](Case* c) { c->q_rope_pad = {}; }},
    {"k_rope_pad", is_in_place, "in_place=yes", [](Case* c) { c->k_rope_pad = {}; }},
    {"k_buffer_pad", stores_no_k, "k is not stored", [](Case* c) { c->k_buffer_pad = {}; }},
    {"v_buffer_pad", stores_no_v, "v is not stored", [](Case* c) { c->v_buffer_pad = {}; }},
    {"holes", lists_slots, "slots=list", [](Case* c) { c->holes.kind = HoleKind::kNone; }},
    {"hole_value", has_no_holes, "no token is a hole",
     [](Case* c) { c->holes.value = HoleValue::kMinusOne; }},
};

}  // namespace

std::string why_ignored(const Case& c) {
  for (const IgnoredKey& row : kIgnoredKeys) {
    if (!row.is_ignored(c)) continue;
    Case reset = c;
    row.reset(&reset);
    if (reset != c) return std::string(row.key) + " must be left out: " + std::string(row.because);
  }
  return {};
}

void drop_ignored_keys(Case* c) {
  for (const IgnoredKey& row : kIgnoredKeys) {
    if (row.is_ignored(*c)) row.reset(c);
  }
}

}  // namespace ropekv
