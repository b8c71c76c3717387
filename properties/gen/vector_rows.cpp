#include "properties/gen/vector_rows.h"

#include "properties/gen/make_legal.h"

namespace ropekv::gen_parts {
namespace {

int64_t round_up(int64_t value, int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

}  // namespace

// 16 elements serve every dtype, fp8 caches included.
void make_vector_rows(Case* c) {
  constexpr int64_t kUnit = 16;
  const bool is_full = c->rotary_dim >= c->head_dim / 2 * 2;
  const bool same_v = c->v_head_dim == c->head_dim;
  c->head_dim = round_up(c->head_dim, 2 * kUnit);
  c->rotary_dim = is_full ? c->head_dim : round_up(c->rotary_dim, 2 * kUnit);
  c->v_head_dim = same_v ? c->head_dim : round_up(c->v_head_dim, kUnit);
  for (Padding* pad : pads_of(c)) *pad = {round_up(pad->token, kUnit), round_up(pad->head, kUnit)};
  c->k_page_pad = round_up(c->k_page_pad, kUnit);
  c->v_page_pad = round_up(c->v_page_pad, kUnit);
  c->misaligned = {};
}

bool has_vector_rows(const Case& c) {
  const int64_t unit = c.fp8_cache() ? 16 : 16 / dtype_bytes(c.dtype);
  Case copy = c;
  for (const Padding* pad : pads_of(&copy)) {
    if (pad->token % unit != 0 || pad->head % unit != 0) return false;
  }
  return c.head_dim % unit == 0 && c.v_head_dim % unit == 0 && c.rotary_dim / 2 % unit == 0 &&
         c.k_page_pad % unit == 0 && c.v_page_pad % unit == 0 && c.misaligned == Misaligned{};
}

}  // namespace ropekv::gen_parts
