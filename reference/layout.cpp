#include "reference/layout.h"

#include <algorithm>

namespace ropekv {
namespace {

struct HeadRows {  // the head rows of one token (or slot)
  Tensor tensor;
  int64_t num_heads, dim;
  Padding pad;

  int64_t head_stride() const { return dim + pad.head; }
  int64_t width() const { return num_heads * head_stride(); }
};

// Tensors side by side in one row per token; one tensor alone is the usual case.
Region make_region(int64_t element_bytes, int64_t num_rows, int64_t token_pad,
                   std::initializer_list<HeadRows> parts) {
  Region region{element_bytes, 0, 0, {}};
  int64_t row_stride = token_pad;
  for (const HeadRows& part : parts) row_stride += part.width();
  int64_t offset = 0;
  for (const HeadRows& part : parts) {
    const View view{part.tensor, offset,     num_rows,          part.num_heads,
                    part.dim,    row_stride, part.head_stride()};
    region.views[region.num_views++] = view;
    offset += part.width();
    if (num_rows > 0) {  // flush: nothing behind the last element but the guard
      region.num_elements =
          std::max(region.num_elements, view.at(num_rows - 1, part.num_heads - 1, part.dim));
    }
  }
  return region;
}

}  // namespace

std::string_view tensor_name(Tensor tensor) {
  static constexpr std::string_view kNames[kNumTensors] = {
      "q",        "k",        "v",         "q_rope",       "k_rope",
      "k_buffer", "v_buffer", "positions", "slot_mapping", "cos_sin_cache"};
  return kNames[static_cast<size_t>(tensor)];
}

Layout make_layout(const Case& c) {
  const int64_t bytes = dtype_bytes(c.dtype);
  const HeadRows q{Tensor::kQ, c.num_qo_heads, c.head_dim, c.q_pad};
  const HeadRows k{Tensor::kK, c.num_kv_heads, c.head_dim, c.k_pad};
  const HeadRows v{Tensor::kV, c.num_kv_heads, c.v_head_dim, c.v_pad};
  Layout layout;
  layout.in_place = c.in_place;
  auto& regions = layout.regions;
  if (c.qkv == QkvSource::kFused) {
    regions.push_back(make_region(bytes, c.num_tokens, c.q_pad.token, {q, k, v}));
  } else {
    if (c.has_q()) regions.push_back(make_region(bytes, c.num_tokens, c.q_pad.token, {q}));
    if (c.has_k()) regions.push_back(make_region(bytes, c.num_tokens, c.k_pad.token, {k}));
    if (c.has_v()) regions.push_back(make_region(bytes, c.num_tokens, c.v_pad.token, {v}));
  }
  if (!c.in_place && c.has_q()) {
    regions.push_back(make_region(bytes, c.num_tokens, c.q_rope_pad.token,
                                  {{Tensor::kQRope, c.num_qo_heads, c.head_dim, c.q_rope_pad}}));
  }
  if (!c.in_place && c.has_k()) {
    regions.push_back(make_region(bytes, c.num_tokens, c.k_rope_pad.token,
                                  {{Tensor::kKRope, c.num_kv_heads, c.head_dim, c.k_rope_pad}}));
  }
  if (c.writes_k()) {
    regions.push_back(
        make_region(bytes, c.num_slots, c.k_buffer_pad.token,
                    {{Tensor::kKBuffer, c.num_kv_heads, c.head_dim, c.k_buffer_pad}}));
  }
  if (c.writes_v()) {
    regions.push_back(
        make_region(bytes, c.num_slots, c.v_buffer_pad.token,
                    {{Tensor::kVBuffer, c.num_kv_heads, c.v_head_dim, c.v_buffer_pad}}));
  }
  regions.push_back(make_region(index_bytes(c.position_dtype), c.num_tokens, 0,
                                {{Tensor::kPositions, 1, 1, {}}}));
  regions.push_back(make_region(index_bytes(c.slot_dtype), c.num_slots_given, 0,
                                {{Tensor::kSlotMapping, 1, 1, {}}}));
  regions.back().num_elements += kDecoySlots;
  regions.push_back(
      make_region(4, c.max_position, 0, {{Tensor::kCosSinCache, 1, c.rotary_dim, {}}}));
  return layout;
}

std::optional<Layout::Place> Layout::find(Tensor tensor) const {
  if (in_place && tensor == Tensor::kQRope) tensor = Tensor::kQ;
  if (in_place && tensor == Tensor::kKRope) tensor = Tensor::kK;
  for (size_t i = 0; i < regions.size(); ++i) {
    for (int j = 0; j < regions[i].num_views; ++j) {
      if (regions[i].views[j].tensor == tensor) return Place{i, &regions[i].views[j]};
    }
  }
  return std::nullopt;
}

int64_t Layout::total_elements() const {
  int64_t total = 0;
  for (const Region& region : regions) total += region.num_elements;
  return total;
}

int64_t Layout::total_bytes() const {
  int64_t total = 0;
  for (const Region& region : regions) total += region.bytes();
  return total;
}

}  // namespace ropekv
