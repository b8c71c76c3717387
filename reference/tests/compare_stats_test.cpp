// The numbers that every report repeats: how much was compared, and how sharply.
#include <gtest/gtest.h>

#include "reference/tests/rotated.h"

namespace ropekv {
namespace {

using testing::Rotated;
using Histogram = std::array<int64_t, kUlpBins>;

TEST(CompareStats, TheHistogramCountsUlpsFromTheExactValue) {
  // The identity table makes every exact value a code of the type.
  Rotated out("rkv1:num_tokens=4,num_qo_heads=2,head_dim=8,table=identity", Tensor::kQ);
  EXPECT_EQ(out.compare().stats.ulp_histogram, Histogram({64, 0, 0, 0, 0}));
  out.at(0, 0, 0) += 1;
  out.at(0, 0, 1) -= 1;
  out.at(1, 1, 2) += 2;
  out.at(2, 0, 3) -= 3;
  out.at(3, 1, 4) += 4;
  out.at(3, 1, 5) -= 1000;
  const NumericReport report = out.compare();
  EXPECT_EQ(report.stats.ulp_histogram, Histogram({58, 2, 1, 1, 2}));
  EXPECT_EQ(report.stats.finite, 64);
  EXPECT_EQ(report.errors, 6);
}

TEST(CompareStats, UlpsAcrossZeroAreCountedThroughBothSigns) {
  Rotated out("rkv1:head_dim=2,table=identity,values=zeros", Tensor::kQ);
  out.at(0, 0, 0) = 0x80000001u;
  out.at(0, 0, 1) = 0x00000002u;
  ASSERT_TRUE((out.input(0, 0, 0) << 1) == 0 && (out.input(0, 0, 1) << 1) == 0);
  EXPECT_EQ(out.compare().stats.ulp_histogram, Histogram({0, 1, 1, 0, 0}));
}

TEST(CompareStats, FiniteLeavesOutInfinitiesNaNsAndOverflow) {
  Rotated out("rkv1:num_tokens=50,dtype=f16,values=special,table=identity", Tensor::kQ);
  int64_t finite = 0;
  for (int64_t t = 0; t < 50; ++t) {
    for (int64_t d = 0; d < 64; ++d) finite += is_finite_code(DType::kF16, out.at(t, 0, d));
  }
  const NumericStats stats = out.compare().stats;
  EXPECT_EQ(stats.computed, 50 * 64);
  EXPECT_EQ(stats.finite, finite);
  EXPECT_LT(finite, stats.computed);
  EXPECT_EQ(stats.ulp_histogram, Histogram({finite, 0, 0, 0, 0}));
}

// A NaN is at no distance: it must not land in a bin, where it could look like agreement.
TEST(CompareStats, AFailedNaNIsInNoBin) {
  Rotated out("rkv1:head_dim=2,table=identity", Tensor::kQ);
  out.at(0, 0, 0) = 0x7FC00000u;
  const NumericReport report = out.compare();
  EXPECT_EQ(report.errors, 1);
  EXPECT_EQ(report.stats.ulp_histogram, Histogram({1, 0, 0, 0, 0}));
}

TEST(CompareStats, PinnedIsTheShareWithOneLegalCode) {
  const std::string keys =
      "rkv1:num_tokens=100,num_qo_heads=4,max_position=1000,positions=random:1,dtype=";
  const NumericStats f32 = Rotated(keys + "f32", Tensor::kQ).compare().stats;
  const NumericStats bf16 = Rotated(keys + "bf16", Tensor::kQ).compare().stats;
  EXPECT_EQ(bf16.computed, 100 * 4 * 64);
  EXPECT_GE(bf16.pinned, bf16.computed * 9995 / 10000);
  EXPECT_LT(f32.pinned, f32.computed * 3 / 4);
  EXPECT_GT(f32.pinned, f32.computed / 2);
  const auto exact = Rotated(keys + "f32,values=integers,table=identity", Tensor::kQ).compare();
  EXPECT_EQ(exact.stats.pinned, exact.stats.computed);
}

TEST(CompareStats, StatsAddUp) {
  NumericStats sum{1, 2, 3, {4, 5, 6, 7, 8}};
  sum += NumericStats{10, 20, 30, {40, 50, 60, 70, 80}};
  EXPECT_EQ(sum.computed, 11);
  EXPECT_EQ(sum.pinned, 22);
  EXPECT_EQ(sum.finite, 33);
  EXPECT_EQ(sum.ulp_histogram, Histogram({44, 55, 66, 77, 88}));
}

}  // namespace
}  // namespace ropekv
