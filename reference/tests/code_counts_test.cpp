// The counts over arrays against one element after the other.
#include "reference/code_counts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "reference/code_type.h"
#include "reference/data.h"
#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::kAllDTypes;
using testing::SplitMix;

// Forms and outputs that are mostly equal or near each other, with NaNs, infinities and zeros of
// both signs; exact values that lie near the first form.
struct Outputs {
  LegalCodes legal;
  CodeArray got;
};

Outputs any_outputs(DType dtype, Eigen::Index n, Eigen::Index forms, SplitMix& random) {
  const uint32_t sign = code_limits(dtype).sign;
  const uint32_t infinity = code_limits(dtype).top_exponent << code_limits(dtype).mantissa_bits;
  const auto any_code = [&]() -> uint32_t {
    const uint32_t edge[] = {0, 2, infinity - 3, infinity - 1, infinity, infinity + 1, sign - 2};
    const uint32_t magnitude =
        random.below(3) ? edge[random.below(7)] : static_cast<uint32_t>(random.below(sign - 8));
    return magnitude | (random.below(2) ? sign : 0);
  };
  const auto near = [&](uint32_t code) {
    const uint32_t far = random.below(4) ? 0 : 0x10000u;  // ulps past 16 bits, in f32
    const uint32_t moved = static_cast<uint32_t>(code + random.below(6) + far) & (2 * sign - 1);
    return random.below(4) ? code : random.below(4) ? moved : any_code();
  };
  Outputs out{{{}, Eigen::ArrayXd(n)}, CodeArray(n)};
  out.legal.codes.resize(n, forms);
  for (Eigen::Index i = 0; i < n; ++i) {
    out.legal.codes(i, 0) = any_code();
    for (Eigen::Index form = 1; form < forms; ++form) {
      out.legal.codes(i, form) = near(out.legal.codes(i, 0));
    }
    out.legal.exact[i] = value_of(dtype, near(out.legal.codes(i, 0)));
    out.got[i] = near(out.legal.codes(i, random.below(forms)));
  }
  return out;
}

NumericStats one_by_one(DType dtype, const Outputs& out) {
  NumericStats stats;
  for (Eigen::Index i = 0; i < out.got.size(); ++i) {
    ++stats.computed;
    const auto forms = out.legal.codes.row(i);
    stats.pinned += std::ranges::count(forms, forms[0]) == forms.size();
    const uint32_t nearest = nearest_code(dtype, out.legal.exact[i]);
    if (!is_finite_code(dtype, nearest)) continue;
    ++stats.finite;
    if (!is_finite_code(dtype, out.got[i])) continue;
    const int64_t ulps = CodeType{dtype}.ulps_between(nearest, out.got[i]);
    ++stats.ulp_histogram[std::min<int64_t>(ulps, kUlpBins - 1)];
  }
  return stats;
}

TEST(CodeCounts, AreThoseOfOneElementAfterTheOther) {
  SplitMix random(21);
  for (const DType dtype : kAllDTypes) {
    for (const Eigen::Index forms : {1, 2, 3, 4}) {
      for (const Eigen::Index n : {0, 1, 7, 8, 9, 1023, 20'000}) {
        const Outputs out = any_outputs(dtype, n, forms, random);
        const NumericStats want = one_by_one(dtype, out);
        NumericStats got;
        count_codes(dtype, out.legal, out.got, &got);
        EXPECT_EQ(got.computed, want.computed);
        EXPECT_EQ(got.pinned, want.pinned);
        EXPECT_EQ(got.finite, want.finite);
        EXPECT_EQ(got.ulp_histogram, want.ulp_histogram);
        int64_t num_legal = 0;
        for (Eigen::Index i = 0; i < n; ++i) num_legal += is_legal(dtype, out.legal, i, out.got[i]);
        EXPECT_EQ(count_legal(dtype, out.legal, out.got), num_legal);
        if (n < 20'000) continue;
        EXPECT_GT(*std::ranges::min_element(want.ulp_histogram), 10);
        EXPECT_TRUE(num_legal > 1000 && num_legal < n - 1000);
      }
    }
  }
}

}  // namespace
}  // namespace ropekv
