// Pools in pages, K and V as views of one tensor, and rows in the order of heads.
#include <gtest/gtest.h>

#include <string>

#include "reference/tests/region_owners.h"
#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::case_of;
using testing::expect_flush;
using testing::expect_locate_inverts_at;

const std::string kDims = "rkv1:num_tokens=3,num_qo_heads=3,num_kv_heads=2,head_dim=4,v_head_dim=3";

void expect_sound(const std::string& line) {
  SCOPED_TRACE(line);
  for (const Region& region : make_layout(case_of(line)).regions) {
    expect_locate_inverts_at(region);
    expect_flush(region, kDecoySlots);
  }
}

TEST(LayoutPools, EveryPoolIsSoundInEveryOrder) {
  for (const std::string pools : {"separate", "stacked", "unbound", "packed"}) {
    for (const std::string page :
         {"", ",page_size=2,num_slots=6", ",page_size=4,num_slots=4,page_layout=hnd",
          ",page_size=3,num_slots=6,page_layout=hnd,k_page_pad=5"}) {
      for (const std::string gap :
           {"", ",k_buffer_pad=3:1", ",v_buffer_pad=0:2", ",k_buffer_pad=1:1,v_buffer_pad=0:3"}) {
        for (const std::string& dims : {kDims, std::string("rkv1:head_dim=2,v_head_dim=1")}) {
          expect_sound(dims + ",pools=" + pools + page + gap);
        }
      }
    }
  }
}

TEST(LayoutPools, EveryOrderOfRowsIsSound) {
  for (const std::string keys :
       {",in_order=heads", ",out_order=heads", ",in_order=heads,out_order=heads,in_place=q",
        ",in_order=heads,out_order=heads,q_pad=3:1,k_rope_pad=0:2,v_pad=5:0,k_pad=0:1"}) {
    expect_sound(kDims + keys);
    expect_sound("rkv1:num_tokens=4,head_dim=2,v_head_dim=1" + keys);
    expect_sound("rkv1:num_tokens=0" + keys);
  }
}

View view_of(const std::string& keys, Tensor tensor) {
  return *make_layout(case_of(kDims + keys)).find(tensor)->view;
}

TEST(LayoutPools, PagesAreNhdOrHnd) {
  const std::string keys = ",page_size=2,num_slots=6,k_buffer_pad=5:1,k_page_pad=7";
  const View nhd = view_of(keys, Tensor::kKBuffer);
  EXPECT_EQ(nhd.head_stride, 5);
  EXPECT_EQ(nhd.row_stride, 2 * 5 + 5);
  EXPECT_EQ(nhd.page_stride, 2 * 15 + 7);
  EXPECT_EQ(nhd.at(5, 1, 3), 2 * 37 + 15 + 5 + 3);
  const View hnd = view_of(keys + ",page_layout=hnd", Tensor::kKBuffer);
  EXPECT_EQ(hnd.row_stride, 5);
  EXPECT_EQ(hnd.head_stride, 2 * 5 + 5);
  EXPECT_EQ(hnd.page_stride, 2 * 15 + 7);
  EXPECT_EQ(hnd.at(5, 1, 3), 2 * 37 + 5 + 15 + 3);
}

TEST(LayoutPools, AFlatPoolHasTheStrideOfItsSlotsAsThatOfItsPages) {
  for (const std::string pools : {"separate", "stacked", "unbound", "packed"}) {
    const View k = view_of(",k_buffer_pad=3:0,pools=" + pools, Tensor::kKBuffer);
    EXPECT_EQ(k.row_stride, k.page_stride) << pools;
    EXPECT_EQ(k.page_size, 1);
  }
  EXPECT_EQ(view_of(",k_buffer_pad=3:0", Tensor::kKBuffer).page_stride, 2 * 4 + 3);
}

TEST(LayoutPools, StackedHasVBehindAllOfK) {
  const std::string keys = ",page_size=2,num_slots=4,k_page_pad=7,v_page_pad=1,pools=stacked";
  EXPECT_EQ(view_of(keys, Tensor::kVBuffer).offset, 2 * (2 * 8 + 7));
  EXPECT_EQ(view_of(keys, Tensor::kVBuffer).page_stride, 2 * 6 + 1);
}

TEST(LayoutPools, UnboundHasAPageOfVBehindEachPageOfK) {
  const std::string keys = ",page_size=2,num_slots=4,k_page_pad=7,v_page_pad=1,pools=unbound";
  const View k = view_of(keys, Tensor::kKBuffer);
  const View v = view_of(keys, Tensor::kVBuffer);
  EXPECT_EQ(v.offset, 2 * 8 + 7);
  EXPECT_EQ(k.page_stride, 2 * 8 + 7 + 2 * 6 + 1);
  EXPECT_EQ(v.page_stride, k.page_stride);
  EXPECT_EQ(v.row_stride, 6);
}

TEST(LayoutPools, PackedHasVBehindKInEachHeadRow) {
  const std::string keys = ",k_buffer_pad=9:1,v_buffer_pad=0:2,pools=packed";
  const View k = view_of(keys, Tensor::kKBuffer);
  const View v = view_of(keys, Tensor::kVBuffer);
  EXPECT_EQ(v.offset, 4 + 1);
  EXPECT_EQ(k.head_stride, 4 + 1 + 3 + 2);
  EXPECT_EQ(k.row_stride, 2 * 10 + 9);
  EXPECT_EQ(v.head_stride, k.head_stride);
  EXPECT_EQ(v.row_stride, k.row_stride);
}

TEST(LayoutPools, RowsInTheOrderOfHeadsHaveTheTokensInside) {
  const View q = view_of(",in_order=heads,q_pad=5:1", Tensor::kQ);
  EXPECT_EQ(q.row_stride, 4 + 1);
  EXPECT_EQ(q.head_stride, 3 * 5 + 5);
  EXPECT_EQ(view_of(",in_order=heads", Tensor::kQRope).row_stride, 12);
  EXPECT_EQ(view_of(",out_order=heads", Tensor::kQRope).row_stride, 4);
}

TEST(LayoutPools, ElementsHaveTheSizeOfTheirTypes) {
  const Layout layout = make_layout(case_of(
      kDims + ",dtype=bf16,cache_dtype=e5m2,scale_in=device,table_dtype=f16,slot_dtype=int32"));
  const auto bytes = [&](Tensor tensor) {
    return layout.regions[layout.find(tensor)->region_idx].element_bytes;
  };
  EXPECT_EQ(bytes(Tensor::kQ), 2);
  EXPECT_EQ(bytes(Tensor::kKBuffer), 1);
  EXPECT_EQ(bytes(Tensor::kVBuffer), 1);
  EXPECT_EQ(bytes(Tensor::kCosSinCache), 2);
  EXPECT_EQ(bytes(Tensor::kPositions), 8);
  EXPECT_EQ(bytes(Tensor::kSlotMapping), 4);
  EXPECT_EQ(bytes(Tensor::kVScale), 4);
  EXPECT_EQ(layout.regions[layout.find(Tensor::kVScale)->region_idx].num_elements, 1);
}

TEST(LayoutPools, MisalignedRegionsAreThoseThatTheCaseNames) {
  const Layout layout = make_layout(case_of(kDims + ",misaligned=3:q+v_buffer+cos_sin_cache"));
  for (const Region& region : layout.regions) {
    const Tensor tensor = region.views[0].tensor;
    const bool named =
        tensor == Tensor::kQ || tensor == Tensor::kVBuffer || tensor == Tensor::kCosSinCache;
    EXPECT_EQ(region.misaligned_elements, named ? 3 : 0) << tensor_name(tensor);
  }
}

// So that q and k rows lie past 2^31 elements with two tokens.
TEST(LayoutPools, RowsMayLieFarApart) {
  const View q = view_of(",q_pad=8589934592:0", Tensor::kQ);
  EXPECT_EQ(q.at(2, 0, 0), 2 * (int64_t{8589934592} + 12));
  Coordinate at{};
  ASSERT_TRUE(q.locate(q.at(2, 1, 3), &at));
  EXPECT_EQ(at.row, 2);
  EXPECT_FALSE(q.locate(q.at(2, 0, 0) - 1, &at));
}

}  // namespace
}  // namespace ropekv
