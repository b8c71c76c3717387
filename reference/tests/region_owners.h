// What every layout must hold to, found by visiting each element.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "reference/layout.h"

namespace ropekv::testing {

// Which view of the region owns each element; a second owner or a place outside is a failure.
inline std::vector<int> owners(const Region& region) {
  std::vector<int> owner(region.num_elements, -1);
  for (int j = 0; j < region.num_views; ++j) {
    const View& view = region.views[j];
    for (int64_t row = 0; row < view.num_rows; ++row) {
      for (int64_t head = 0; head < view.num_heads; ++head) {
        for (int64_t dim = 0; dim < view.dim; ++dim) {
          const int64_t index = view.at(row, head, dim);
          if (index < 0 || index >= region.num_elements || owner[index] != -1) {
            ADD_FAILURE() << tensor_name(view.tensor) << " [" << row << ", " << head << ", " << dim
                          << "] lies outside its region or on another element";
            return owner;
          }
          owner[index] = j;
        }
      }
    }
  }
  return owner;
}

inline void expect_locate_inverts_at(const Region& region) {
  const std::vector<int> owner = owners(region);
  for (int64_t index = -3; index < region.num_elements + 40; ++index) {
    const bool inside = index >= 0 && index < region.num_elements;
    for (int j = 0; j < region.num_views; ++j) {
      Coordinate at{};
      const bool found = region.views[j].locate(index, &at);
      ASSERT_EQ(found, inside && owner[index] == j)
          << tensor_name(region.views[j].tensor) << ", element " << index;
      if (found) {
        ASSERT_EQ(region.views[j].at(at.row, at.head, at.dim), index);
      }
    }
  }
}

// `decoys` of them behind slot_mapping.
inline void expect_flush(const Region& region, int64_t decoys) {
  std::vector<int> owner = owners(region);
  if (region.views[0].tensor == Tensor::kSlotMapping) {
    ASSERT_GE(std::ssize(owner), decoys);
    owner.resize(owner.size() - decoys);
  }
  if (owner.empty()) {
    EXPECT_EQ(region.views[0].num_elements(), 0);
    return;
  }
  EXPECT_EQ(owner.front(), 0);
  EXPECT_NE(owner.back(), -1);
}

}  // namespace ropekv::testing
