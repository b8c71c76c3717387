#include "reference/compare.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "reference/tests/rotated.h"

namespace ropekv {
namespace {

using testing::Rotated;
using At = std::tuple<int64_t, int64_t, int64_t>;

constexpr std::string_view kPlain =
    "rkv1:num_tokens=6,num_qo_heads=4,num_kv_heads=2,head_dim=20,rotary_dim=12,dtype=bf16,"
    "q_rope_pad=3:5,table=wild";

std::vector<At> places(const NumericReport& report) {
  std::vector<At> found;
  for (const NumericMismatch& m : report.mismatches) {
    found.emplace_back(m.at.row, m.at.head, m.at.dim);
  }
  return found;
}

TEST(Compare, ARightTensorHasNoErrors) {
  for (const std::string dtype : {"f32", "f16", "bf16"}) {
    for (const std::string values :
         {"normal", "integers", "large", "tiny", "zeros", "special", "bits"}) {
      for (const std::string keys :
           {"", ",style=interleaved,q_pad=3:5,k_pad=7:1,k_rope_pad=2:2", ",qkv=fused,in_place=yes",
            ",bad_positions=300", ",num_qo_heads=40,num_tokens=60", ",table=real:10000"}) {
        const std::string line = "rkv1:num_tokens=6,num_qo_heads=4,num_kv_heads=2,head_dim=20," +
                                 ("rotary_dim=12,table=wild,dtype=" + dtype) + ",values=" + values;
        // A key given twice is an error, so these replace the earlier ones.
        Case c = testing::case_of(line);
        std::string error;
        for (size_t begin = 1; begin < keys.size();) {
          const size_t end = std::min(keys.find(',', begin), keys.size());
          const std::string pair = keys.substr(begin, end - begin);
          const size_t equals = pair.find('=');
          c = *with_key(c, pair.substr(0, equals), pair.substr(equals + 1), &error);
          begin = end + 1;
        }
        for (const Tensor which : {Tensor::kQ, Tensor::kK}) {
          const Rotated right(print_case(c), which);
          const NumericReport report = right.compare();
          ASSERT_EQ(report.errors, 0) << print_case(c);
          int64_t rows = 0;
          for (int64_t t = 0; t < c.num_tokens; ++t) rows += right.skips(t) ? 0 : right.num_heads();
          ASSERT_EQ(report.stats.computed, rows * c.rotary_dim) << print_case(c);
        }
      }
    }
  }
}

TEST(Compare, ANaNWhereANumberIsDueFails) {
  Rotated out(kPlain, Tensor::kQ);
  out.at(2, 1, 7) = 0x7FC0u;
  const NumericReport report = out.compare();
  EXPECT_EQ(report.errors, 1);
  ASSERT_EQ(places(report), std::vector<At>({{2, 1, 7}}));
  EXPECT_EQ(report.mismatches[0].got, 0x7FC0u);
  EXPECT_EQ(report.mismatches[0].tensor, Tensor::kQRope);
}

// Nothing is skipped: no half, no last token, no head, in blocks that are full and one that is not.
TEST(Compare, EachElementIsComparedByItself) {
  for (const std::string dtype : {"bf16", "f32"}) {
    Rotated out(
        "rkv1:num_tokens=50,num_qo_heads=3,head_dim=20,rotary_dim=12,table=wild,dtype=" + dtype,
        Tensor::kQ);
    for (int64_t t = 0; t < 50; ++t) {
      for (int64_t i = 0; i < 36; ++i) {
        const At at(t, i / 12, i % 12);
        out.at(t, i / 12, i % 12) ^= 0x40u;
        ASSERT_EQ(places(out.compare()), std::vector<At>({at})) << dtype;
        out.at(t, i / 12, i % 12) ^= 0x40u;
      }
    }
  }
}

TEST(Compare, AComputedNaNMayHaveAnyPayloadAndANumberInItsPlaceFails) {
  Rotated out("rkv1:num_tokens=40,dtype=f16,values=special", Tensor::kK);
  int64_t nans = 0;
  for (int64_t t = 0; t < 40; ++t) {
    for (int64_t dim = 0; dim < 64; ++dim) {
      if (!is_nan_code(DType::kF16, out.at(t, 0, dim))) continue;
      out.at(t, 0, dim) = (++nans & 1 ? 0x7C01u : 0xFE00u) + static_cast<uint32_t>(t);
    }
  }
  ASSERT_GT(nans, 10);
  EXPECT_EQ(out.compare().errors, 0);
  for (int64_t dim = 0, changed = 0; changed == 0; ++dim) {
    if (!is_nan_code(DType::kF16, out.at(dim / 64, 0, dim % 64))) continue;
    out.at(dim / 64, 0, dim % 64) = 0x3C00u;
    changed = 1;
    EXPECT_EQ(places(out.compare()), std::vector<At>({{dim / 64, 0, dim % 64}}));
  }
}

TEST(Compare, ASwappedPairIsReportedAtBothOfItsDims) {
  Rotated neox(kPlain, Tensor::kQ);
  std::swap(neox.at(3, 2, 1), neox.at(3, 2, 7));
  EXPECT_EQ(places(neox.compare()), std::vector<At>({{3, 2, 1}, {3, 2, 7}}));
  Rotated interleaved(std::string(kPlain) + ",style=interleaved", Tensor::kQ);
  std::swap(interleaved.at(5, 3, 10), interleaved.at(5, 3, 11));
  EXPECT_EQ(places(interleaved.compare()), std::vector<At>({{5, 3, 10}, {5, 3, 11}}));
}

// All of them at once: a quick look that takes one half for the other finds nothing wrong.
TEST(Compare, HalvesThatChangedPlacesEverywhereFail) {
  Rotated out(kPlain, Tensor::kQ);
  for (int64_t t = 0; t < 6; ++t) {
    for (int64_t i = 0; i < 24; ++i)
      std::swap(out.at(t, i / 6, i % 6), out.at(t, i / 6, i % 6 + 6));
  }
  EXPECT_GE(out.compare().errors, 280) << "of 288";
}

TEST(Compare, TheOtherStyleFails) {
  Rotated neox(kPlain, Tensor::kQ);
  Rotated other(std::string(kPlain) + ",style=interleaved", Tensor::kQ);
  for (int64_t dim = 0; dim < 12; ++dim) neox.at(1, 0, dim) = other.at(1, 0, dim);
  EXPECT_GE(neox.compare().errors, 10);
}

// Replaces one row of 12 by another and looks where the mismatches lie.
void expect_row_is_reported(int64_t token, int64_t head, int64_t from_token, int64_t from_head) {
  Rotated out(kPlain, Tensor::kQ);
  for (int64_t dim = 0; dim < 12; ++dim) {
    out.at(token, head, dim) = out.at(from_token, from_head, dim);
  }
  const NumericReport report = out.compare();
  EXPECT_GE(report.errors, 10);
  for (const At& at : places(report)) {
    EXPECT_EQ(std::get<0>(at), token);
    EXPECT_EQ(std::get<1>(at), head);
  }
}

TEST(Compare, TheRowOfTheNeighbourHeadOrThePreviousTokenIsReported) {
  expect_row_is_reported(2, 1, 2, 2);
  expect_row_is_reported(4, 0, 3, 0);
}

TEST(Compare, TheUnrotatedInputIsReportedWithWhatIsLegal) {
  Rotated out(kPlain, Tensor::kQ);
  const uint32_t right = out.at(5, 3, 11);
  out.at(5, 3, 11) = out.input(5, 3, 11);
  const NumericReport report = out.compare();
  ASSERT_EQ(places(report), std::vector<At>({{5, 3, 11}}));
  const NumericMismatch& m = report.mismatches[0];
  EXPECT_EQ(m.got, out.input(5, 3, 11));
  EXPECT_TRUE(std::ranges::count(m.legal, right) > 0);
  EXPECT_EQ(nearest_code(DType::kBF16, m.exact), right);
}

TEST(Compare, AllErrorsAreCountedAndTheFirstFewKeptInOrder) {
  Rotated out(kPlain, Tensor::kQ);
  for (int64_t t = 0; t < 6; ++t) {
    for (int64_t h = 0; h < 4; ++h) out.at(t, h, 0) = 0x7FC0u;
  }
  const NumericReport report = out.compare();
  EXPECT_EQ(report.errors, 24);
  ASSERT_EQ(report.mismatches.size(), NumericReport::kMostMismatches);
  EXPECT_EQ(places(report).front(), At(0, 0, 0));
  EXPECT_EQ(places(report).back(), At(3, 3, 0));
}

}  // namespace
}  // namespace ropekv
