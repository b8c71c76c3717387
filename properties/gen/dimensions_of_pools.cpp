#include <algorithm>

#include "properties/gen/dimension_parts.h"
#include "reference/layout.h"

namespace ropekv::gen_parts {
namespace {

// A pool that was full stays full with other pages, and one of one page stays one page.
void set_page_size(Case* c, int64_t page_size) {
  const bool one_page = c->num_slots == c->page_size && c->page_size > 1;
  c->page_size = page_size;
  c->num_slots = one_page ? page_size : (c->num_slots + page_size - 1) / page_size * page_size;
}

template <int64_t... sizes>
constexpr Choice pages_of(std::string_view name) {
  return {name, [](const Case& c) { return ((c.page_size == sizes) || ...); },
          [](Case* c) { set_page_size(c, pick(*c, {sizes...})); }};
}

Dimension page_sizes() {
  return {"page_size",
          {pages_of<1>("1"), pages_of<2>("2"), pages_of<3, 5, 7>("3, 5, 7"), pages_of<8>("8"),
           pages_of<16>("16"), pages_of<32>("32"), pages_of<64>("64"), pages_of<128>("128")}};
}

// Layout and gaps of pages mean nothing where each page is one slot.
void make_paged(Case* c) {
  if (c->page_size == 1) set_page_size(c, pick(*c, {4, 16}));
}

void set_page_pads(Case* c, int64_t pad) {
  make_paged(c);
  c->k_page_pad = c->v_page_pad = pad;
}

Dimension page_pads() {
  return {"page pads",
          {
              {"none", [](const Case& c) { return c.k_page_pad == 0 && c.v_page_pad == 0; },
               [](Case* c) { c->k_page_pad = c->v_page_pad = 0; }},
              {"some", [](const Case& c) { return c.k_page_pad > 0 || c.v_page_pad > 0; },
               [](Case* c) {
                 set_page_pads(c, pick(*c, {16, 64}));
               }},
              {"odd", [](const Case& c) { return (c.k_page_pad | c.v_page_pad) % 2 == 1; },
               [](Case* c) {
                 set_page_pads(c, pick(*c, {1, 3, 17}));
               }},
          }};
}

int64_t whole_pages(const Case& c, int64_t slots) {
  slots = std::max<int64_t>(slots, 1);
  return (slots + c.page_size - 1) / c.page_size * c.page_size;
}

Dimension pool_sizes() {
  return {
      "pool",
      {
          {"of one slot", [](const Case& c) { return c.stores() && c.num_slots == 1; },  // B10
           [](Case* c) { c->page_size = c->num_slots = 1; }},
          {"of one page",
           [](const Case& c) {
             return c.stores() && c.page_size > 1 && c.num_slots == c.page_size;
           },
           [](Case* c) {
             if (c->page_size == 1) c->page_size = 16;
             c->num_slots = c->page_size;
           }},
          {"full",  // B9
           [](const Case& c) {
             return c.stores() && c.num_tokens > 1 && c.num_slots == whole_pages(c, c.num_tokens);
           },
           [](Case* c) { c->num_slots = whole_pages(*c, c->num_tokens); }},
          {"smaller than the tokens",
           [](const Case& c) { return c.stores() && c.num_slots < c.num_tokens; },
           [](Case* c) {
             c->num_slots = std::max(c->page_size, whole_pages(*c, c->num_tokens / 2));
           }},
          {"with spare slots",
           [](const Case& c) {
             return c.stores() && c.num_slots - c.num_tokens >= c.page_size && c.num_slots <= 65536;
           },
           [](Case* c) { c->num_slots = whole_pages(*c, c->num_tokens + c->page_size + 20); }},
          {"past 16 bits", [](const Case& c) { return c.stores() && c.num_slots > 65536; },
           [](Case* c) {
             c->num_slots = whole_pages(*c, std::max<int64_t>(c->num_tokens + 5000, 70000));
           }},
      }};
}

Dimension reserved() {
  return {"reserved slot",
          {
              is<&Case::reserved_slot, -1>("none"),
              {"the first", [](const Case& c) { return c.reserved_slot == 0; },
               [](Case* c) { c->reserved_slot = 0; }},
              {"another", [](const Case& c) { return c.reserved_slot > 0; },
               [](Case* c) { c->reserved_slot = c->num_slots - 1; }},
          }};
}

// How far an offset into a pool, or into q, k or v, can reach. Only --size huge gets past.
bool reaches(const Case& c, std::initializer_list<Tensor> tensors, int64_t elements) {
  constexpr int64_t kSmall = 1 << 20;  // slots and padding that could: spares most cases the layout
  int64_t far = c.num_slots;
  for (const Padding& pad : {c.q_pad, c.k_pad, c.v_pad, c.q_rope_pad, c.k_rope_pad}) {
    far = std::max(far, pad.token);
  }
  if (far < kSmall) return false;
  const Layout layout = make_layout(c);
  for (const Tensor tensor : tensors) {
    const auto at = layout.find(tensor);
    if (at && layout.regions[at->region_idx].num_elements > elements) return true;
  }
  return false;
}

Dimension spans() {
  constexpr auto nothing = [](Case*) {};
  return {"span",
          {{"pool past 2^31 elements",
            [](const Case& c) {
              return reaches(c, {Tensor::kKBuffer, Tensor::kVBuffer}, int64_t{1} << 31);
            },
            nothing},
           {"rows past 2^31 elements",
            [](const Case& c) {
              return reaches(c,
                             {Tensor::kQ, Tensor::kK, Tensor::kV, Tensor::kQRope, Tensor::kKRope},
                             int64_t{1} << 31);
            },
            nothing}}};
}

}  // namespace

std::vector<Dimension> pool_dimensions() {
  return {
      page_sizes(),
      {"page_layout",
       {is<&Case::page_layout, PageLayout::kNhd>("nhd"),
        {"hnd", [](const Case& c) { return c.page_layout == PageLayout::kHnd; },
         [](Case* c) {
           make_paged(c);
           c->page_layout = PageLayout::kHnd;
         }}}},
      page_pads(),
      {"pools",
       {is<&Case::pools, Pools::kSeparate>("separate"),
        is<&Case::pools, Pools::kStacked>("stacked"), is<&Case::pools, Pools::kUnbound>("unbound"),
        is<&Case::pools, Pools::kPacked>("packed")}},
      pool_sizes(),
      reserved(),
      spans(),
  };
}

}  // namespace ropekv::gen_parts
