#include <gtest/gtest.h>

#include "reference/tests/cached_rows.h"

namespace ropekv {
namespace {

using testing::CachedRows;

const std::string kPlain =
    "rkv1:num_tokens=6,num_kv_heads=2,head_dim=20,rotary_dim=12,dtype=bf16,num_slots=9,table=wild";

TEST(CompareCachedK, RightRowsHaveNoErrorsByAnyRule) {
  for (const std::string dtype : {"f32", "f16", "bf16"}) {
    for (const std::string cache : {"", ",cache_dtype=e4m3,k_scale=0.3", ",cache_dtype=e5m2"}) {
      for (const std::string values : {"normal", "large", "tiny", "special", "bits"}) {
        for (const std::string keys : {"", ",style=interleaved", ",bad_positions=300",
                                       ",holes=every:2", ",slots=colliding:3:2"}) {
          for (const int rules : {0, 1, 2, 3, 4, 5, 6, 7}) {
            const Declarations how{.fp8_from_rounded_k_rope = (rules & 1) != 0,
                                   .fp8_multiplies = (rules & 2) != 0,
                                   .fp8_saturates = (rules & 4) == 0};
            const CachedRows rows(
                "rkv1:num_tokens=6,num_kv_heads=2,head_dim=20,rotary_dim=12,"
                "num_slots=9,table=wild,dtype=" +
                    dtype + ",values=" + values + cache + keys,
                how);
            for (const bool with_k_rope : {false, true}) {
              const NumericReport report = rows.compare(with_k_rope);
              ASSERT_EQ(report.errors, 0) << print_case(rows.c()) << " rules " << rules;
              ASSERT_EQ(report.cache_stats.computed, std::ssize(rows.model().owned) * 2 * 12);
              ASSERT_EQ(report.stats.computed, 0);
            }
          }
        }
      }
    }
  }
}

TEST(CompareCachedK, AWrongCodeIsReportedByItsSlotWithWhatIsLegal) {
  for (const std::string cache : {"", ",cache_dtype=e4m3"}) {
    CachedRows rows(kPlain + cache);
    const uint32_t right = rows.at(2, 1, 7);
    rows.at(2, 1, 7) ^= 8;
    const NumericReport report = rows.compare();
    ASSERT_EQ(report.errors, 1);
    const NumericMismatch& m = report.mismatches[0];
    EXPECT_EQ(m.tensor, Tensor::kKBuffer);
    EXPECT_EQ(m.at.row, rows.model().owned[2].slot);
    EXPECT_EQ(m.at.head, 1);
    EXPECT_EQ(m.at.dim, 7);
    EXPECT_EQ(m.got, right ^ 8);
    EXPECT_EQ(m.legal.front(), right);
    EXPECT_EQ(m.legal.back(), right);
  }
}

TEST(CompareCachedK, ATailIsTheInputAndIsNotCountedAsComputed) {
  for (const std::string cache : {"", ",cache_dtype=e5m2"}) {
    CachedRows rows(kPlain + cache);
    rows.at(0, 0, 19) ^= 1;
    const NumericReport report = rows.compare();
    ASSERT_EQ(report.errors, 1);
    EXPECT_EQ(report.mismatches[0].at.dim, 19);
    EXPECT_EQ(report.cache_stats.computed, 6 * 2 * 12);
  }
}

TEST(CompareCachedK, ANaNWhereANumberIsDueFails) {
  CachedRows rows(kPlain + ",cache_dtype=e4m3");
  rows.at(0, 0, 0) = 0x7F;
  rows.at(5, 1, 15) = 0xFF;
  EXPECT_EQ(rows.compare().errors, 2);
}

TEST(CompareCachedK, ANaNOfAnInputMayBeAnyCodeOfANaN) {
  CachedRows rows("rkv1:num_tokens=40,rotary_dim=2,values=special,cache_dtype=e5m2");
  int64_t nans = 0;
  for (size_t i = 0; i < 40; ++i) {
    for (int64_t d = 0; d < 64; ++d) {
      if (!is_nan_fp8(CacheDType::kE5M2, rows.at(i, 0, d))) continue;
      rows.at(i, 0, d) = 0x7D + (++nans & 1 ? 0 : 0x81);
    }
  }
  ASSERT_GT(nans, 5);
  EXPECT_EQ(rows.compare().errors, 0);
}

// A NaN in a K tail of the same dtype is a copy, unless the kernel says that it is not.
TEST(CompareCachedK, ATailKeepsItsPayloadUnlessNaNsAreCanonical) {
  CachedRows rows("rkv1:num_tokens=40,rotary_dim=2,dtype=bf16,values=special");
  int64_t changed = 0;
  for (size_t i = 0; i < 40; ++i) {
    for (int64_t d = 2; d < 64; ++d) {
      const uint32_t code = rows.at(i, 0, d);
      if (!is_nan_code(DType::kBF16, code) || code == 0x7FFF) continue;
      rows.at(i, 0, d) = 0x7FFF;
      ++changed;
    }
  }
  ASSERT_GT(changed, 5);
  EXPECT_EQ(rows.compare({}).errors, changed);
  EXPECT_EQ(rows.compare({.canonical_nans = true}).errors, 0);
}

// Each rule of the field, judged by another one, fails: the declarations have teeth.
TEST(CompareCachedK, RowsMadeByOneRuleFailByAnother) {
  const std::string line =
      "rkv1:num_tokens=200,num_kv_heads=4,max_position=200,dtype=bf16,cache_dtype=e4m3,"
      "k_scale=3e-04";
  const Declarations rules[] = {{},
                                {.fp8_from_rounded_k_rope = true},
                                {.fp8_saturates = false},
                                {.fp8_from_rounded_k_rope = true, .fp8_saturates = false}};
  for (const Declarations& made : rules) {
    const CachedRows rows(line, made);
    for (const Declarations& judged : rules) {
      const bool same = &made == &judged;
      EXPECT_EQ(rows.compare(judged).errors == 0, same);
    }
  }
}

TEST(CompareCachedK, ASlotOfSeveralTokensMayHoldElementsOfEach) {
  for (const std::string cache : {"", ",cache_dtype=e4m3"}) {
    CachedRows rows(
        "rkv1:num_tokens=5,head_dim=20,rotary_dim=12,num_slots=3,dtype=bf16,"
        "slots=list:2+0+2x2+1" +
        cache);
    ASSERT_EQ(rows.model().owned[2].slot, 2);
    for (int64_t d = 0; d < 20; ++d)
      rows.at(2, 0, d) = rows.code_of(d % 3 == 0 ? 0 : d % 2 + 2, 0, d);
    EXPECT_EQ(rows.compare().errors, 0);
    for (int64_t d = 0; d < 20; ++d) rows.at(2, 0, d) = rows.code_of(1, 0, d);
    EXPECT_GE(rows.compare().errors, 15) << "a token of another slot";
  }
}

TEST(CompareCachedK, StatsOfFp8CountPinnedElementsAndUlps) {
  CachedRows rows("rkv1:num_tokens=4,head_dim=8,table=identity,values=integers,cache_dtype=e4m3");
  NumericStats stats = rows.compare().cache_stats;
  EXPECT_EQ(stats.computed, 32);
  EXPECT_EQ(stats.pinned, 32);
  EXPECT_EQ(stats.finite, 32);
  EXPECT_EQ(stats.ulp_histogram[0], 32);
  rows.at(0, 0, 0) += 1;
  stats = rows.compare().cache_stats;
  EXPECT_EQ(stats.ulp_histogram[0], 31);
  EXPECT_EQ(stats.ulp_histogram[1], 1);
}

// Saturated elements lie beyond the type: they are judged, but at no distance.
TEST(CompareCachedK, SaturatedElementsAreNotFinite) {
  CachedRows rows("rkv1:num_tokens=4,head_dim=8,table=identity,cache_dtype=e4m3,k_scale=1e-06");
  const NumericReport report = rows.compare();
  EXPECT_EQ(report.errors, 0);
  EXPECT_EQ(report.cache_stats.finite, 0);
  EXPECT_EQ(rows.at(0, 0, 0) & 0x7F, 0x7Eu);
}

}  // namespace
}  // namespace ropekv
