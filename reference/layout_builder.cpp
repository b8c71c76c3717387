#include "reference/layout_builder.h"

#include <algorithm>

#include "reference/harness_error.h"

namespace ropekv {

void LayoutBuilder::add_region(int64_t element_bytes, std::initializer_list<View> views) {
  constexpr Wide kMost = INT64_MAX;
  Region region{element_bytes, 0, 0, 0, {}};
  Wide end = 0;
  for (const View& view : views) {
    region.views[region.num_views++] = view;
    if (c_.misaligned.tensors >> static_cast<int>(view.tensor) & 1) {
      region.misaligned_elements = c_.misaligned.elements;
    }
    if (view.num_rows == 0) continue;
    const Wide pages = view.num_rows / view.page_size;
    end = std::max(end, view.offset + (pages - 1) * view.page_stride +
                            Wide{view.page_size - 1} * view.row_stride +
                            Wide{view.num_heads - 1} * view.head_stride + view.dim);
  }
  total_bytes_ += end * element_bytes;
  fits_ = fits_ && total_bytes_ <= kMost;
  if (!fits_) return;
  region.num_elements = static_cast<int64_t>(end);
  layout_.regions.push_back(region);
}

void LayoutBuilder::add_rows(const HeadRows& rows, RowOrder order) {
  int64_t row_stride = rows.width() + rows.pad.token;
  int64_t head_stride = rows.head_stride();
  if (order == RowOrder::kHeads) {
    row_stride = rows.head_stride();
    head_stride = c_.num_tokens * row_stride + rows.pad.token;
  }
  add_region(dtype_bytes(c_.dtype), {{rows.tensor, 0, c_.num_tokens, rows.num_heads, rows.dim,
                                      row_stride, head_stride, 1, row_stride}});
}

// q, k and v side by side in one row per token.
void LayoutBuilder::add_fused(std::initializer_list<HeadRows> parts) {
  int64_t row_stride = 0;
  for (const HeadRows& part : parts) row_stride += part.width() + part.pad.token;
  int64_t offset = 0;
  View views[3];
  int count = 0;
  for (const HeadRows& part : parts) {
    views[count++] = {part.tensor,        offset,   c_.num_tokens,
                      part.num_heads,     part.dim, row_stride,
                      part.head_stride(), 1,        row_stride};
    offset += part.width();
  }
  add_region(dtype_bytes(c_.dtype), {views[0], views[1], views[2]});
}

void LayoutBuilder::add_inputs() {
  const HeadRows q{Tensor::kQ, c_.num_qo_heads, c_.head_dim, c_.q_pad};
  const HeadRows k{Tensor::kK, c_.num_kv_heads, c_.head_dim, c_.k_pad};
  const HeadRows v{Tensor::kV, c_.num_kv_heads, c_.v_head_dim, c_.v_pad};
  if (c_.qkv == QkvSource::kFused) return add_fused({q, k, v});
  if (c_.has_q()) add_rows(q, c_.in_order);
  if (c_.has_k()) add_rows(k, c_.in_order);
  if (c_.has_v()) add_rows(v, c_.in_order);
}

void LayoutBuilder::add_outputs() {
  if (c_.has_q() && !c_.q_in_place()) {
    add_rows({Tensor::kQRope, c_.num_qo_heads, c_.head_dim, c_.q_rope_pad}, c_.out_order);
  }
  if (c_.has_k() && !c_.k_in_place()) {
    add_rows({Tensor::kKRope, c_.num_kv_heads, c_.head_dim, c_.k_rope_pad}, c_.out_order);
  }
}

// `row_width`: elements from one head row to the next, the gap behind it included.
View LayoutBuilder::pool(Tensor tensor, int64_t dim, int64_t row_width, const Padding& pad,
                         int64_t page_pad) const {
  View view{tensor, 0, c_.num_slots, c_.num_kv_heads, dim, 0, 0, c_.page_size, 0};
  if (c_.page_layout == PageLayout::kNhd) {
    view.head_stride = row_width;
    view.row_stride = c_.num_kv_heads * row_width + pad.token;
    view.page_stride = c_.page_size * view.row_stride + page_pad;
  } else {
    view.row_stride = row_width;
    view.head_stride = c_.page_size * row_width + pad.token;
    view.page_stride = c_.num_kv_heads * view.head_stride + page_pad;
  }
  return view;
}

void LayoutBuilder::add_pools() {
  const Padding& k_pad = c_.k_buffer_pad;
  const Padding& v_pad = c_.v_buffer_pad;
  const int64_t k_width = c_.head_dim + k_pad.head;
  const int64_t v_width = c_.v_head_dim + v_pad.head;
  View k = pool(Tensor::kKBuffer, c_.head_dim, k_width, k_pad, c_.k_page_pad);
  View v = pool(Tensor::kVBuffer, c_.v_head_dim, v_width, v_pad, c_.v_page_pad);
  const int64_t bytes = cache_bytes(c_);
  switch (c_.pools) {
    case Pools::kSeparate:
      if (c_.writes_k()) add_region(bytes, {k});
      if (c_.writes_v()) add_region(bytes, {v});
      return;
    case Pools::kStacked:
      return add_stacked_pools(k, v);
    case Pools::kUnbound:
      v.offset = k.page_stride;
      k.page_stride = v.page_stride = k.page_stride + v.page_stride;
      if (c_.page_size == 1) k.row_stride = v.row_stride = k.page_stride;
      return add_region(bytes, {k, v});
    case Pools::kPacked:
      k = pool(Tensor::kKBuffer, c_.head_dim, k_width + v_width, k_pad, c_.k_page_pad);
      v = pool(Tensor::kVBuffer, c_.v_head_dim, k_width + v_width, k_pad, c_.k_page_pad);
      v.offset = k_width;
      return add_region(bytes, {k, v});
  }
}

// V begins behind all of K, the gap behind K's last page included, as in a tensor [2, num_pages,
// page] whose two halves have strides of their own.
void LayoutBuilder::add_stacked_pools(const View& k, View v) {
  const Wide k_extent = Wide{c_.num_slots / c_.page_size} * k.page_stride;
  fits_ = fits_ && k_extent <= INT64_MAX / 8;
  if (!fits_) return;
  v.offset = static_cast<int64_t>(k_extent);
  add_region(cache_bytes(c_), {k, v});
}

void LayoutBuilder::add_vector(Tensor tensor, int64_t element_bytes, int64_t num_rows,
                               int64_t dim) {
  add_region(element_bytes, {{tensor, 0, num_rows, 1, dim, dim, dim, 1, dim}});
}

void LayoutBuilder::add_indices_and_table() {
  add_vector(Tensor::kPositions, index_bytes(c_.position_dtype), c_.num_tokens, 1);
  add_vector(Tensor::kSlotMapping, index_bytes(c_.slot_dtype), c_.num_slots_given, 1);
  if (fits_ && c_.memory == Memory::kGuarded) layout_.regions.back().num_elements += kDecoySlots;
  add_vector(Tensor::kCosSinCache, dtype_bytes(c_.table_dtype), c_.max_position, c_.rotary_dim);
}

void LayoutBuilder::add_scales() {
  if (!c_.fp8_cache() || c_.scale_in != ScaleIn::kDevice) return;
  if (c_.writes_k()) add_vector(Tensor::kKScale, 4, 1, 1);
  if (c_.writes_v()) add_vector(Tensor::kVScale, 4, 1, 1);
}

bool LayoutBuilder::build(Layout* out) {
  layout_.q_in_place = c_.q_in_place();
  layout_.k_in_place = c_.k_in_place();
  add_inputs();
  add_outputs();
  add_pools();
  add_indices_and_table();
  add_scales();
  *out = layout_;
  return fits_ && total_bytes_ < INT64_MAX - kDecoySlots * 8;
}

Layout make_layout(const Case& c) {
  Layout layout;
  if (!LayoutBuilder(c).build(&layout)) throw HarnessError("the layout does not fit in 63 bits");
  return layout;
}

bool layout_fits(const Case& c) {
  Layout layout;
  return LayoutBuilder(c).build(&layout);
}

}  // namespace ropekv
