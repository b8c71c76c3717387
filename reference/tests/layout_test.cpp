#include "reference/layout.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::case_of;

const std::string_view kShapes[] = {
    "rkv1:num_tokens=3,num_qo_heads=4,num_kv_heads=2,head_dim=6,v_head_dim=5",
    "rkv1:num_tokens=3,num_qo_heads=2,head_dim=4,q_pad=3:2,k_pad=1:0,v_pad=0:7,q_rope_pad=5:1,"
    "k_rope_pad=2:3,k_buffer_pad=1:1,v_buffer_pad=0:2,num_slots=5",
    "rkv1:num_tokens=4,num_qo_heads=3,num_kv_heads=2,head_dim=4,v_head_dim=3,qkv=fused",
    "rkv1:num_tokens=4,num_qo_heads=3,num_kv_heads=2,head_dim=4,v_head_dim=9,qkv=fused,q_pad=5:1,"
    "k_pad=0:3,v_pad=0:2,in_place=yes,cache=none",
    "rkv1:num_tokens=1,head_dim=2,q_pad=8:8,k_buffer_pad=8:8",
    "rkv1:num_tokens=2,in_place=yes,q_pad=1:1,max_position=3",
    "rkv1:num_tokens=2,absent=q,cache=k,max_position=3",
    "rkv1:num_tokens=2,absent=k,cache=v,num_slots_given=1,max_position=3",
    "rkv1:num_tokens=0,num_slots=3,max_position=3",
};

// Which view of the region owns each element; a second owner or a place outside is a failure.
std::vector<int> owners(const Region& region) {
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

TEST(Layout, ViewsOfARegionNeverOverlapAndLieInside) {
  for (const std::string_view line : kShapes) {
    SCOPED_TRACE(line);
    for (const Region& region : make_layout(case_of(line)).regions) owners(region);
  }
}

TEST(Layout, LocateInvertsAtAndKnowsEveryGap) {
  for (const std::string_view line : kShapes) {
    SCOPED_TRACE(line);
    for (const Region& region : make_layout(case_of(line)).regions) {
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
  }
}

// A fence stands right behind the last element: one float read past it must fault.
TEST(Layout, RegionsBeginAndEndFlushWithAnElement) {
  for (const std::string_view line : kShapes) {
    SCOPED_TRACE(line);
    for (const Region& region : make_layout(case_of(line)).regions) {
      std::vector<int> owner = owners(region);
      if (region.views[0].tensor == Tensor::kSlotMapping) {
        ASSERT_GE(std::ssize(owner), kDecoySlots);
        owner.resize(owner.size() - kDecoySlots);
      }
      if (owner.empty()) {
        EXPECT_EQ(region.views[0].num_elements(), 0);
        continue;
      }
      EXPECT_EQ(owner.front(), 0);
      EXPECT_NE(owner.back(), -1);
    }
  }
}

TEST(Layout, StridesFollowFromDimsAndPadding) {
  const Layout layout = make_layout(case_of(kShapes[3]));
  const View& q = *layout.find(Tensor::kQ)->view;
  const View& k = *layout.find(Tensor::kK)->view;
  const View& v = *layout.find(Tensor::kV)->view;
  EXPECT_EQ(q.head_stride, 4 + 1);
  EXPECT_EQ(k.offset, 3 * (4 + 1));
  EXPECT_EQ(v.offset, 3 * (4 + 1) + 2 * (4 + 3));
  EXPECT_EQ(v.row_stride, 3 * (4 + 1) + 2 * (4 + 3) + 2 * (9 + 2) + 5);
  EXPECT_EQ(q.row_stride, v.row_stride);
}

TEST(Layout, InPlaceOutputsAreTheInputs) {
  const Layout in_place = make_layout(case_of("rkv1:num_tokens=2,in_place=yes"));
  EXPECT_EQ(in_place.find(Tensor::kQRope)->view, in_place.find(Tensor::kQ)->view);
  EXPECT_EQ(in_place.find(Tensor::kKRope)->view, in_place.find(Tensor::kK)->view);
  const Layout apart = make_layout(case_of("rkv1:num_tokens=2"));
  EXPECT_NE(apart.find(Tensor::kQRope)->region_idx, apart.find(Tensor::kQ)->region_idx);
}

TEST(Layout, FindIsEmptyForTensorsThatTheLaunchDoesNotHave) {
  const auto absent = [](std::string_view line, std::vector<Tensor> tensors) {
    const Layout layout = make_layout(case_of(line));
    for (int i = 0; i < kNumTensors; ++i) {
      const Tensor tensor = static_cast<Tensor>(i);
      EXPECT_EQ(!layout.find(tensor), std::ranges::count(tensors, tensor) == 1)
          << line << ": " << tensor_name(tensor);
    }
  };
  using enum Tensor;
  absent("rkv1:", {});
  absent("rkv1:absent=q", {kQ, kQRope});
  absent("rkv1:absent=k,cache=v", {kK, kKRope, kKBuffer});
  absent("rkv1:cache=k", {kVBuffer});
  absent("rkv1:cache=none", {kV, kKBuffer, kVBuffer});
  absent("rkv1:cache=none,qkv=fused", {kKBuffer, kVBuffer});
}

// Or the size class, which refuses by these numbers, would let the largest of all pass.
TEST(Layout, TheLargestLegalCaseFitsInSixtyFourBits) {
  std::string keys = "rkv1:num_tokens=2147483647,num_qo_heads=4096,num_kv_heads=4096,head_dim=4096";
  for (const char* pad : {"q", "k", "v", "q_rope", "k_rope", "k_buffer", "v_buffer"}) {
    keys += std::string(",") + pad + "_pad=16384:16384";
  }
  const Layout layout =
      make_layout(case_of(keys + ",num_slots=4294967296,max_position=2147483647"));
  double bytes = 0;
  for (const Region& region : layout.regions) {
    const View& view = region.views[0];
    bytes += 1.0 * view.num_rows * view.row_stride * region.element_bytes;
  }
  EXPECT_NEAR(static_cast<double>(layout.total_bytes()) / bytes, 1.0, 1e-6);
}

}  // namespace
}  // namespace ropekv
