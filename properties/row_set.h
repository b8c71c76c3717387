// Rows of a tensor in the arena, as work items: what a fill, a check or a digest runs over.
#pragma once

#include <cstddef>
#include <cstdint>

#include "properties/poison.h"
#include "reference/cache_model.h"
#include "reference/host_device.h"
#include "reference/layout.h"

namespace ropekv {

// A 64-bit division costs a GPU some hundred instructions, a 32-bit one a tenth of that.
ROPEKV_REF_HD inline int64_t quotient(int64_t a, int64_t b) {
  if (((a | b) >> 32) == 0) return static_cast<uint32_t>(a) / static_cast<uint32_t>(b);
  return a / b;
}

// The code of an element of 1, 2 or 4 bytes.
ROPEKV_REF_HD inline uint32_t code_of(const void* base, int64_t element_bytes, int64_t index) {
  return element_bytes == 4   ? static_cast<const uint32_t*>(base)[index]
         : element_bytes == 2 ? static_cast<const uint16_t*>(base)[index]
                              : static_cast<const uint8_t*>(base)[index];
}

struct RowSet {
  View view{};
  std::byte* base = nullptr;  // of the region
  int64_t element_bytes = 1;
  int64_t arena_offset = 0;  // of the region, in bytes
  // Which rows: those of `owned`, else those of `rows`, else all of the view.
  const OwnedSlot* owned = nullptr;
  const int64_t* rows = nullptr;
  int64_t num_rows = 0;
  // Where the row and the dim of these numbers lie instead, if not null: a launch with its elements
  // in another order. Not for scans of bytes, nor for poison.
  const int64_t* to_row = nullptr;
  const int64_t* to_dim = nullptr;
  // Elements of one item, a multiple of four: few for a GPU, so that neighbouring threads read
  // neighbouring memory; a whole row for the host, which saves the divisions.
  int64_t part_dims = 4;

  ROPEKV_REF_HD int64_t row(int64_t i) const { return owned ? owned[i].slot : rows ? rows[i] : i; }
  ROPEKV_REF_HD int64_t token(int64_t i) const { return owned ? owned[i].first_token : i; }
  ROPEKV_REF_HD int64_t parts_per_row() const {
    return quotient(view.dim + part_dims - 1, part_dims);
  }
  ROPEKV_REF_HD int64_t num_parts() const { return num_rows * view.num_heads * parts_per_row(); }
  int64_t num_elements() const { return num_rows * view.num_heads * view.dim; }

  struct Part {
    int64_t row_idx, head;
    int64_t begin, end;  // dims
    int64_t first;       // the region's element at dim 0 of this row
  };
  ROPEKV_REF_HD Part part_at(int64_t index) const {
    const int64_t parts = parts_per_row();
    const int64_t head_row = quotient(index, parts);
    Part part;
    part.row_idx = quotient(head_row, view.num_heads);
    part.head = head_row - part.row_idx * view.num_heads;
    part.begin = (index - head_row * parts) * part_dims;
    part.end = part.begin + part_dims < view.dim ? part.begin + part_dims : view.dim;
    part.first = view.at(to_row ? to_row[part.row_idx] : row(part.row_idx), part.head, 0);
    return part;
  }
  // By coordinate: what a Tally counts in.
  ROPEKV_REF_HD int64_t index_of(const Part& part, int64_t dim) const {
    return (part.row_idx * view.num_heads + part.head) * view.dim + dim;
  }
  ROPEKV_REF_HD uint32_t code(const Part& part, int64_t dim) const {
    return code_of(base, element_bytes, part.first + (to_dim ? to_dim[dim] : dim));
  }
  ROPEKV_REF_HD uint32_t poison_code(const Part& part, int64_t dim, Poison poison) const {
    const int64_t place = arena_offset + (part.first + dim) * element_bytes;
    return static_cast<uint32_t>(poison.element(place, element_bytes));
  }
  ROPEKV_REF_HD void put(const Part& part, int64_t dim, uint32_t code) const {
    const int64_t at = part.first + (to_dim ? to_dim[dim] : dim);
    if (element_bytes == 4) {
      reinterpret_cast<uint32_t*>(base)[at] = code;
    } else if (element_bytes == 2) {
      reinterpret_cast<uint16_t*>(base)[at] = static_cast<uint16_t>(code);
    } else {
      reinterpret_cast<uint8_t*>(base)[at] = static_cast<uint8_t>(code);
    }
  }
};

}  // namespace ropekv
