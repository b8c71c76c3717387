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
};
inline constexpr int kNumTensors = 10;

// The field's name of a tensor: "k_buffer".
std::string_view tensor_name(Tensor tensor);

struct Coordinate {
  int64_t row;  // token, or slot of a cache, or position of the table
  int64_t head;
  int64_t dim;
};

// A tensor [num_rows, num_heads, dim] with strides in elements, `offset` from its region's start.
struct View {
  Tensor tensor;
  int64_t offset;
  int64_t num_rows, num_heads, dim;
  int64_t row_stride, head_stride;

  ROPEKV_REF_HD int64_t at(int64_t row, int64_t head, int64_t d) const {
    return offset + row * row_stride + head * head_stride + d;
  }
  // The coordinate of the region's element `index`; false if it lies outside the view or in a gap.
  // Rows enclose heads: row_stride >= num_heads * head_stride - gap.
  ROPEKV_REF_HD bool locate(int64_t index, Coordinate* out) const {
    const int64_t relative = index - offset;
    if (relative < 0) return false;
    out->row = relative / row_stride;
    const int64_t in_row = relative - out->row * row_stride;
    out->head = in_row / head_stride;
    out->dim = in_row - out->head * head_stride;
    return out->row < num_rows && out->head < num_heads && out->dim < dim;
  }
  int64_t num_elements() const { return num_rows * num_heads * dim; }
};

// Elements behind slot_mapping that look like slots: what lies there in the field is somebody's
// valid memory, so a kernel that reads on must be seen to write, not be stopped by poison.
inline constexpr int64_t kDecoySlots = 512;

// One allocation, guarded on both sides. It begins with an element of a view, and ends with one
// (slot_mapping: with the last decoy).
struct Region {
  static constexpr int kMaxViews = 3;
  int64_t element_bytes;
  int64_t num_elements;
  int num_views;
  View views[kMaxViews];

  int64_t bytes() const { return num_elements * element_bytes; }
};

struct Layout {
  std::vector<Region> regions;
  bool in_place = false;

  struct Place {
    size_t region_idx;
    const View* view;
  };
  // Empty if the launch has no such tensor. q_rope in place is q.
  std::optional<Place> find(Tensor tensor) const;

  int64_t total_elements() const;
  int64_t total_bytes() const;
};

Layout make_layout(const Case& c);

}  // namespace ropekv
