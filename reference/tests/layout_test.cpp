#include "reference/layout.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "reference/tests/region_owners.h"
#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::case_of;
using testing::expect_flush;
using testing::expect_locate_inverts_at;
using testing::owners;

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
      expect_locate_inverts_at(region);
    }
  }
}

// A fence stands right behind the last element: one float read past it must fault.
TEST(Layout, RegionsBeginAndEndFlushWithAnElement) {
  for (const std::string_view line : kShapes) {
    SCOPED_TRACE(line);
    for (const Region& region : make_layout(case_of(line)).regions) {
      expect_flush(region, kDecoySlots);
    }
  }
}

TEST(Layout, AgainstAFenceNoDecoysLieBehindSlotMapping) {
  for (const std::string memory : {"fence_end", "fence_start"}) {
    for (const Region& region :
         make_layout(case_of("rkv1:num_tokens=3,memory=" + memory)).regions) {
      expect_flush(region, 0);
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

TEST(Layout, EachOutputIsInPlaceOrApartByItself) {
  const Layout q = make_layout(case_of("rkv1:num_tokens=2,in_place=q"));
  EXPECT_EQ(q.find(Tensor::kQRope)->view, q.find(Tensor::kQ)->view);
  EXPECT_NE(q.find(Tensor::kKRope)->view, q.find(Tensor::kK)->view);
  const Layout k = make_layout(case_of("rkv1:num_tokens=2,in_place=k"));
  EXPECT_NE(k.find(Tensor::kQRope)->view, k.find(Tensor::kQ)->view);
  EXPECT_EQ(k.find(Tensor::kKRope)->view, k.find(Tensor::kK)->view);
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
  absent("rkv1:", {kKScale, kVScale});
  absent("rkv1:absent=q", {kQ, kQRope, kKScale, kVScale});
  absent("rkv1:absent=k,cache=v", {kK, kKRope, kKBuffer, kKScale, kVScale});
  absent("rkv1:cache=k", {kVBuffer, kKScale, kVScale});
  absent("rkv1:cache=none", {kV, kKBuffer, kVBuffer, kKScale, kVScale});
  absent("rkv1:cache=none,qkv=fused", {kKBuffer, kVBuffer, kKScale, kVScale});
  absent("rkv1:cache_dtype=e4m3", {kKScale, kVScale});
  absent("rkv1:cache_dtype=e4m3,scale_in=device", {});
  absent("rkv1:cache=v,cache_dtype=e4m3,scale_in=device", {kKBuffer, kKScale});
}

// The size class of a case, and which of its launches are judged again, hang on it.
TEST(Layout, ItsSizeIsThatOfItsRegions) {
  for (const std::string_view line : kShapes) {
    const Layout layout = make_layout(case_of(line));
    int64_t elements = 0, bytes = 0;
    for (const Region& region : layout.regions) {
      elements += region.num_elements;
      bytes += region.num_elements * region.element_bytes;
    }
    EXPECT_EQ(layout.total_elements(), elements) << line;
    EXPECT_EQ(layout.total_bytes(), bytes) << line;
  }
}

TEST(Layout, ARegionIsWideWhereManyBytesAreNearlyAllGaps) {
  const auto is_wide = [](const std::string& keys) {
    const Layout layout = make_layout(case_of("rkv1:head_dim=64,dtype=bf16," + keys));
    return layout.regions[layout.find(Tensor::kQ)->region_idx].is_wide();
  };
  EXPECT_TRUE(is_wide("num_tokens=3,q_pad=100000000:0"));
  EXPECT_FALSE(is_wide("num_tokens=3,q_pad=10000:0")) << "not many bytes";
  EXPECT_FALSE(is_wide("num_tokens=2000000,q_pad=64:0")) << "as many gaps as rows";
  EXPECT_TRUE(is_wide("num_tokens=2000000,q_pad=640:0"));
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
