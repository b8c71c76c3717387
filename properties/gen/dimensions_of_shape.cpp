// Launch shapes whose edges have each broken a kernel; rows of the bug museum behind them.
#include <algorithm>

#include "properties/gen/dimension_parts.h"

namespace ropekv::gen_parts {
namespace {

Dimension tokens() {
  constexpr auto t = &Case::num_tokens;
  return {"tokens",
          {
              is<t, 0>("0"),  // F4
              is<t, 1>("1"),  // E8
              is<t, 2>("2"), between<t, 3, 30>("3..30"), between<t, 31, 33>("31..33"),
              between<t, 63, 65>("63..65"), between<t, 127, 129>("127..129"),
              between<t, 255, 257>("255..257"), between<t, 511, 513>("511..513"),
              between<t, 1023, 1025>("1023..1025"),      // J6
              between<t, 65535, 65537>("65535..65537"),  // F3
          }};
}

void set_heads(Case* c, int64_t qo, int64_t kv) {
  c->num_qo_heads = qo;
  c->num_kv_heads = kv;
}

Dimension heads() {
  return {"heads",
          {
              {"1 and 1", [](const Case& c) { return c.num_qo_heads == 1 && c.num_kv_heads == 1; },
               [](Case* c) { set_heads(c, 1, 1); }},
              {"mha",
               [](const Case& c) { return c.num_qo_heads == c.num_kv_heads && c.num_kv_heads > 1; },
               [](Case* c) {
                 if (c->num_kv_heads == 1) c->num_kv_heads = pick(*c, {2, 4});
                 c->num_qo_heads = c->num_kv_heads;
               }},
              {"gqa",
               [](const Case& c) { return c.num_qo_heads > c.num_kv_heads && c.num_kv_heads > 1; },
               [](Case* c) {
                 if (c->num_kv_heads == 1) c->num_kv_heads = pick(*c, {2, 3});
                 c->num_qo_heads = c->num_kv_heads * pick(*c, {2, 3, 4});
               }},
              {"mqa", [](const Case& c) { return c.num_qo_heads > 1 && c.num_kv_heads == 1; },
               [](Case* c) { set_heads(c, std::max<int64_t>(2, c->num_qo_heads), 1); }},
              {"fewer qo than kv", [](const Case& c) { return c.num_qo_heads < c.num_kv_heads; },
               [](Case* c) {
                 c->num_kv_heads = std::max<int64_t>(2, c->num_kv_heads);
                 c->num_qo_heads = std::max<int64_t>(1, c->num_kv_heads / 2);
               }},
          }};
}

Dimension kv_heads() {
  constexpr auto n = &Case::num_kv_heads;
  return {"kv heads",
          {between<n, 2, 8>("2..8"), between<n, 9, 32>("9..32"), between<n, 33, 64>("33..64")}};
}

// What belongs to head_dim follows it: a full rotary_dim and an equal v_head_dim stay so.
void set_head_dim(Case* c, int64_t dim) {
  const bool full = c->rotary_dim == c->head_dim / 2 * 2;
  const bool same = c->v_head_dim == c->head_dim;
  c->head_dim = dim;
  c->rotary_dim = full ? dim / 2 * 2 : std::min(c->rotary_dim, dim / 2 * 2);
  if (same) c->v_head_dim = dim;
}

Dimension head_dims() {
  return {"head_dim",
          {
              {"<16", [](const Case& c) { return c.head_dim < 16; },
               [](Case* c) {
                 set_head_dim(c, pick(*c, {2, 4, 6, 8, 12}));
               }},
              {"64", [](const Case& c) { return c.head_dim == 64; },
               [](Case* c) { set_head_dim(c, 64); }},
              {"128", [](const Case& c) { return c.head_dim == 128; },
               [](Case* c) { set_head_dim(c, 128); }},
              {"80, 96, 112, 192",  // D4
               [](const Case& c) {
                 return c.head_dim == 80 || c.head_dim == 96 || c.head_dim == 112 ||
                        c.head_dim == 192;
               },
               [](Case* c) {
                 set_head_dim(c, pick(*c, {80, 96, 112, 192}));
               }},
              {">=256", [](const Case& c) { return c.head_dim >= 256; },
               [](Case* c) {
                 set_head_dim(c, pick(*c, {256, 512}));
               }},
              {"odd", [](const Case& c) { return c.head_dim % 2 == 1; },
               [](Case* c) {
                 set_head_dim(c, pick(*c, {3, 13, 65, 127}));
               }},
          }};
}

Dimension rotary() {
  return {
      "rotary_dim",
      {
          {"2", [](const Case& c) { return c.rotary_dim == 2 && c.head_dim > 3; },
           [](Case* c) { c->rotary_dim = 2; }},
          {"full", [](const Case& c) { return c.rotary_dim == c.head_dim; },
           [](Case* c) { c->rotary_dim = c->head_dim; }},
          {"half", [](const Case& c) { return 2 * c.rotary_dim == c.head_dim; },
           [](Case* c) { c->rotary_dim = c->head_dim / 4 * 2; }},
          {"quarter", [](const Case& c) { return 4 * c.rotary_dim == c.head_dim; },
           [](Case* c) { c->rotary_dim = c->head_dim / 8 * 2; }},
          {"odd part",
           [](const Case& c) { return c.rotary_dim % 16 != 0 && c.rotary_dim < c.head_dim; },
           [](Case* c) { c->rotary_dim = std::max<int64_t>(2, (c->head_dim - 1) / 16 * 16 - 6); }},
      }};
}

Dimension v_head_dims() {
  return {"v_head_dim",
          {
              {"same", [](const Case& c) { return c.v_head_dim == c.head_dim; },
               [](Case* c) { c->v_head_dim = c->head_dim; }},
              {"smaller", [](const Case& c) { return c.v_head_dim < c.head_dim; },
               [](Case* c) { c->v_head_dim = std::max<int64_t>(1, c->head_dim / 2); }},
              {"larger", [](const Case& c) { return c.v_head_dim > c.head_dim; },
               [](Case* c) {
                 c->v_head_dim = c->head_dim + pick(*c, {1, 8, 32});
               }},
          }};
}

}  // namespace

std::vector<Dimension> shape_dimensions() {
  return {tokens(), heads(), kv_heads(), head_dims(), rotary(), v_head_dims()};
}

}  // namespace ropekv::gen_parts
