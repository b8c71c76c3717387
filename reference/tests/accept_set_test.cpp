#include "reference/accept_set.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

#include "reference/tests/normal_pairs.h"

namespace ropekv {
namespace {

using Eigen::ArrayXf;
using testing::kAllDTypes;
using testing::normal_pairs;
using testing::Pairs;

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

LegalPairs legal_pairs(DType dtype, const Pairs& pairs, const Declarations& how = {}) {
  LegalPairs legal;
  rotate(how, dtype, pairs.x1, pairs.x2, pairs.cos, pairs.sin, &legal);
  return legal;
}

LegalPairs one_pair(DType dtype, float x1, float x2, float cos, float sin,
                    const Declarations& how = {}) {
  const auto one = [](float x) { return ArrayXf::Constant(1, x).eval(); };
  return legal_pairs(dtype, {one(x1), one(x2), one(cos), one(sin)}, how);
}

std::set<uint32_t> codes(const LegalCodes& legal, Eigen::Index i) {
  return {legal.codes(i, 0), legal.codes(i, 1), legal.codes(i, 2)};
}

uint32_t encoded(DType dtype, float value) {
  return code_from_f32(dtype, std::bit_cast<uint32_t>(value));
}

// a*b + c*d by hand; volatile keeps any compiler from fusing or reordering.
std::set<uint32_t> by_hand(DType dtype, float a, float b, float c, float d) {
  const volatile float ab = a * b;
  const volatile float cd = c * d;
  const volatile float separately = ab + cd;
  return {encoded(dtype, separately), encoded(dtype, std::fmaf(a, b, cd)),
          encoded(dtype, std::fmaf(c, d, ab))};
}

TEST(AcceptSet, HoldsTheSeparatelyRoundedAndBothFusedResultsAndNothingElse) {
  for (const DType dtype : kAllDTypes) {
    const Pairs p = normal_pairs(dtype, 100'000);
    const LegalPairs legal = legal_pairs(dtype, p);
    for (Eigen::Index i = 0; i < p.x1.size(); ++i) {
      ASSERT_EQ(codes(legal.first, i), by_hand(dtype, p.x1[i], p.cos[i], -p.x2[i], p.sin[i]));
      ASSERT_EQ(codes(legal.second, i), by_hand(dtype, p.x2[i], p.cos[i], p.x1[i], p.sin[i]));
    }
  }
}

TEST(AcceptSet, HoldsNoNeighbourOfALegalCodeThatIsNotLegalItself) {
  for (const DType dtype : kAllDTypes) {
    const LegalPairs legal = legal_pairs(dtype, normal_pairs(dtype, 10'000));
    for (Eigen::Index i = 0; i < legal.first.codes.rows(); ++i) {
      const std::set<uint32_t> all = codes(legal.first, i);
      for (const uint32_t code : all) {
        for (const uint32_t near : {code - 2, code - 1, code, code + 1, code + 2}) {
          ASSERT_EQ(is_legal(dtype, legal.first, i, near), all.contains(near)) << near;
        }
      }
    }
  }
}

// Rounding of results that nearly cancel: the three forms differ by far more than one ulp.
TEST(AcceptSet, KeepsAllThreeFormsUnderCancellation) {
  const float x = 1.0f + 0x1p-12f;
  const LegalPairs legal = one_pair(DType::kF32, x, x, x, x);
  EXPECT_EQ(codes(legal.first, 0),
            (std::set<uint32_t>{encoded(DType::kF32, 0.0f), encoded(DType::kF32, 0x1p-24f),
                                encoded(DType::kF32, -0x1p-24f)}));
  EXPECT_EQ(legal.first.exact[0], 0.0);
}

TEST(AcceptSet, TheExactValueIsThatOfRealArithmetic) {
  const LegalPairs legal = one_pair(DType::kF32, 3.0f, 5.0f, 0.5f, 0.25f);
  EXPECT_EQ(legal.first.exact[0], 3.0 * 0.5 - 5.0 * 0.25);
  EXPECT_EQ(legal.second.exact[0], 5.0 * 0.5 + 3.0 * 0.25);
}

TEST(AcceptSet, WhereANaNIsDueAnyNaNIsLegalAndNothingElse) {
  for (const DType dtype : kAllDTypes) {
    const uint32_t inf = encoded(dtype, kInf);
    const uint32_t sign = dtype == DType::kF32 ? 0x80000000u : 0x8000u;
    for (const LegalPairs& legal :
         {one_pair(dtype, kNaN, 1, 1, 0), one_pair(dtype, kInf, 1, 0, 0),
          one_pair(dtype, kInf, kInf, 1, 1), one_pair(dtype, 1, 1, kNaN, 1)}) {
      EXPECT_TRUE(is_legal(dtype, legal.first, 0, inf | 1u));
      EXPECT_TRUE(is_legal(dtype, legal.first, 0, sign | inf | 5u));
      EXPECT_FALSE(is_legal(dtype, legal.first, 0, inf));
      EXPECT_FALSE(is_legal(dtype, legal.first, 0, 0));
    }
  }
}

TEST(AcceptSet, WhereANumberIsDueNoNaNIsLegal) {
  for (const DType dtype : kAllDTypes) {
    const LegalPairs legal = one_pair(dtype, 1, 2, 0.5f, 0.5f);
    EXPECT_TRUE(is_legal(dtype, legal.second, 0, encoded(dtype, 1.5f)));
    EXPECT_FALSE(is_legal(dtype, legal.second, 0, encoded(dtype, kNaN)));
    EXPECT_FALSE(is_legal(dtype, legal.second, 0, encoded(dtype, kInf)));
  }
}

TEST(AcceptSet, InfinitiesKeepTheirSignAndOverflowIsInfinity) {
  for (const DType dtype : kAllDTypes) {
    const LegalPairs legal = one_pair(dtype, -kInf, 1, 1, 1);
    EXPECT_EQ(codes(legal.first, 0), std::set<uint32_t>{encoded(dtype, -kInf)});
    const float most = std::numeric_limits<float>::max();
    const LegalPairs over = one_pair(dtype, most, -most, 2, 2);
    EXPECT_EQ(codes(over.first, 0), std::set<uint32_t>{encoded(dtype, kInf)});
  }
  // f16 alone overflows at 65520.
  const LegalPairs edge = one_pair(DType::kF16, 65504, 16, 1, 1);
  EXPECT_EQ(codes(edge.second, 0), std::set<uint32_t>{0x7C00u});
  EXPECT_EQ(codes(edge.first, 0), std::set<uint32_t>{encoded(DType::kF16, 65488.0f)});
}

// Eigen 3.4 computes the unary minus as 0 - x with AVX, where -(+0) stays +0: (-0)*1 + (+0)*1 = +0,
// but -0 + -0 = -0 is right. Wide enough that packets are used.
TEST(AcceptSet, TheSignOfZeroSurvivesTheNegation) {
  const ArrayXf minus_zero = ArrayXf::Constant(16, -0.0f);
  const ArrayXf zero = ArrayXf::Constant(16, 0.0f);
  const ArrayXf one = ArrayXf::Constant(16, 1.0f);
  for (const DType dtype : kAllDTypes) {
    const LegalPairs legal = legal_pairs(dtype, {minus_zero, zero, one, one});
    for (int i = 0; i < 16; ++i) {
      EXPECT_EQ(codes(legal.first, i), std::set<uint32_t>{encoded(dtype, -0.0f)}) << i;
    }
  }
}

// A host that flushes subnormals to zero would make wrong candidates: the f64 witness must see it.
TEST(AcceptSet, TheWitnessThrowsWhenTheHostFlushesSubnormals) {
#if defined(__SSE2__)
  const unsigned int before = _mm_getcsr();
  // Of wider arithmetic there is but one candidate here: the forms agree, and it is the first.
  for (const auto arith : {Declarations::Arith::kF32, Declarations::Arith::kWider}) {
    const Declarations how{.arith = arith};
    _mm_setcsr(before | 0x8000u);
    EXPECT_THROW(one_pair(DType::kF32, 0x1p-100f, 0, 0x1p-40f, 0, how), HarnessError);
    _mm_setcsr(before);
    EXPECT_NO_THROW(one_pair(DType::kF32, 0x1p-100f, 0, 0x1p-40f, 0, how));
  }
#else
  GTEST_SKIP() << "flushing is switched on by an x86 register";
#endif
}

}  // namespace
}  // namespace ropekv
