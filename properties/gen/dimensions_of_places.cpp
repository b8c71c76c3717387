// Where the tensors lie: strides, gaps, alignment, fences.
#include "properties/gen/dimension_parts.h"
#include "properties/gen/vector_rows.h"
#include "reference/layout.h"

namespace ropekv::gen_parts {
namespace {

using PadField = Padding Case::*;

template <PadField... fields>
struct PadsOf {
  static bool any(const Case& c, bool (*holds)(const Padding&)) {
    return (holds(c.*fields) || ...);
  }
  static void set(Case* c, Padding pad) { ((c->*fields = pad), ...); }

  static Dimension dimension(std::string_view name) {
    return {name,
            {
                {"none", [](const Case& c) { return ((c.*fields == Padding{}) && ...); },
                 [](Case* c) { set(c, {}); }},
                {"tokens",
                 [](const Case& c) { return any(c, [](const Padding& p) { return p.token > 0; }); },
                 [](Case* c) {
                   set(c, {pick(*c, {1, 8, 16, 64}), 0});
                 }},
                {"heads",
                 [](const Case& c) { return any(c, [](const Padding& p) { return p.head > 0; }); },
                 [](Case* c) {
                   set(c, {0, pick(*c, {2, 8, 16, 64})});
                 }},
                {"odd",
                 [](const Case& c) {
                   return any(c, [](const Padding& p) { return (p.head | p.token) % 2 == 1; });
                 },
                 [](Case* c) {
                   set(c, {pick(*c, {3, 7}), pick(*c, {1, 5})});
                 }},
            }};
  }
};

template <Tensor... tensors>
constexpr uint32_t kBits = ((1u << static_cast<int>(tensors)) | ...);

template <uint32_t bits>
constexpr Choice misaligned(std::string_view name) {
  return {name, [](const Case& c) { return (c.misaligned.tensors & bits) != 0; },
          [](Case* c) {
            // As many as the launch has; if it has none of them, the case does not match.
            c->misaligned.tensors |= bits;
            c->misaligned.elements = pick(*c, {1, 2, 3, 5, 8});
          }};
}

Dimension misalignments() {
  return {"misaligned",
          {is<&Case::misaligned, Misaligned{}>("none"),
           misaligned<kBits<Tensor::kQ, Tensor::kK, Tensor::kV>>("inputs"),
           misaligned<kBits<Tensor::kQRope, Tensor::kKRope>>("outputs"),
           misaligned<kBits<Tensor::kKBuffer, Tensor::kVBuffer>>("caches"),
           misaligned<kBits<Tensor::kPositions, Tensor::kSlotMapping>>("indices"),
           misaligned<kBits<Tensor::kCosSinCache>>("table")}};
}

// Rows that a kernel can move in vectors of 16 bytes, and rows that it must not.
Dimension row_widths() {
  return {"rows",
          {{"multiples of 16 bytes", [](const Case& c) { return has_vector_rows(c); },
            [](Case* c) { make_vector_rows(c); }},
           {"others", [](const Case& c) { return !has_vector_rows(c); },
            [](Case* c) {
              if (c->has_q()) c->q_pad.head += 1;
              if (c->has_k()) c->k_pad.head += 1;
            }}}};
}

}  // namespace

std::vector<Dimension> place_dimensions() {
  return {
      {"qkv",
       {is<&Case::qkv, QkvSource::kSeparate>("separate"),
        is<&Case::qkv, QkvSource::kFused>("fused")}},  // E1
      PadsOf<&Case::q_pad, &Case::k_pad, &Case::v_pad>::dimension("input pads"),
      PadsOf<&Case::q_rope_pad, &Case::k_rope_pad>::dimension("output pads"),
      PadsOf<&Case::k_buffer_pad, &Case::v_buffer_pad>::dimension("cache pads"),  // E2, E5
      {"in_order",
       {is<&Case::in_order, RowOrder::kTokens>("tokens"),
        is<&Case::in_order, RowOrder::kHeads>("heads")}},
      {"out_order",
       {is<&Case::out_order, RowOrder::kTokens>("tokens"),
        is<&Case::out_order, RowOrder::kHeads>("heads")}},
      {"unit_strides",
       {is<&Case::unit_strides, UnitStrides::kNatural>("natural"),
        is<&Case::unit_strides, UnitStrides::kZero>("zero"),
        is<&Case::unit_strides, UnitStrides::kHuge>("huge")}},
      misalignments(),
      row_widths(),
      {"memory",
       {is<&Case::memory, Memory::kGuarded>("guarded"),
        is<&Case::memory, Memory::kFenceEnd>("fence_end"),
        is<&Case::memory, Memory::kFenceStart>("fence_start")}},
  };
}

}  // namespace ropekv::gen_parts
