// Where every element of a case lies: regions (one allocation each) and views of tensors in them.
// The reference's own index arithmetic, written apart from the kernels' (atlas#890: an oracle that
// shared the stride helper passed a doubled stride).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "reference/case.h"
#include "reference/host_device.h"

namespace ropekv {

enum class Tensor : uint8_t {
  kQ,
  kK,
  kV,
  kQRope,
  kKRope,
  kKBuffer,
  kVBuffer,
  kPositions,
  kSlotMapping,
  kCosSinCache,
  kKScale,  // the device scalars of an fp8 cache
  kVScale,
};
inline constexpr int kNumTensors = 12;

// The field's name of a tensor: "k_buffer".
std::string_view tensor_name(Tensor tensor);

struct Coordinate {
  int64_t row;  // token, or slot of a cache, or position of the table
  int64_t head;
  int64_t dim;
};

// A tensor [num_rows, num_heads, dim] with strides in elements, `offset` from its region's start.
// Rows of a cache are slots, cut into pages; everything else is one row a page.
struct View {
  Tensor tensor;
  int64_t offset;
  int64_t num_rows, num_heads, dim;
  int64_t row_stride, head_stride;
  int64_t page_size = 1;    // rows in a page
  int64_t page_stride = 0;  // with page_size 1 this is the stride of rows

  ROPEKV_REF_HD int64_t row_offset(int64_t row) const {
    if (page_size == 1) return row * page_stride;
    return row / page_size * page_stride + row % page_size * row_stride;
  }
  ROPEKV_REF_HD int64_t at(int64_t row, int64_t head, int64_t d) const {
    return offset + row_offset(row) + head * head_stride + d;
  }
  // The coordinate of the region's element `index`; false if it lies outside the view or in a gap.
  bool locate(int64_t index, Coordinate* out) const;
  int64_t num_elements() const { return num_rows * num_heads * dim; }
};

// Elements behind slot_mapping that look like slots: what lies there in the field is somebody's
// valid memory, so a kernel that reads on must be seen to write, not be stopped by poison.
inline constexpr int64_t kDecoySlots = 512;

// One allocation, guarded on both sides. It begins with an element of a view, and ends with one
// (slot_mapping: with the last decoy, where there are any: not against a fence).
struct Region {
  static constexpr int kMaxViews = 3;
  int64_t element_bytes;            // 1 (fp8), 2, 4 or 8
  int64_t misaligned_elements = 0;  // past an aligned address
  int64_t num_elements;
  int num_views;
  View views[kMaxViews];

  int64_t bytes() const { return num_elements * element_bytes; }
  // Its gaps outweigh its rows by far: a token stride may be a gigabyte, and nobody wants a copy.
  bool is_wide() const;
};

struct Layout {
  std::vector<Region> regions;
  bool q_in_place = false;
  bool k_in_place = false;

  struct Place {
    size_t region_idx;
    const View* view;
  };
  // Empty if the launch has no such tensor. q_rope in place is q.
  std::optional<Place> find(Tensor tensor) const;

  int64_t total_elements() const;
  int64_t total_bytes() const;
};

// Of a legal case.
Layout make_layout(const Case& c);

// Whether the bytes of all regions fit in 63 bits; the other limits of why_not_legal must hold.
bool layout_fits(const Case& c);

}  // namespace ropekv
