// The candidates of kernels that declare other rules than the contract's.
#include "reference/declared_arith.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "reference/tests/normal_pairs.h"

namespace ropekv {
namespace {

using testing::kAllDTypes;
using testing::normal_pairs;
using testing::Pairs;
using Arith = Declarations::Arith;

constexpr Eigen::Index kNumPairs = 20'000;

uint32_t encoded(DType dtype, float value) {
  return code_from_f32(dtype, std::bit_cast<uint32_t>(value));
}
float rounded(DType dtype, float value) {
  return value_of(dtype, encoded(dtype, value));
}

// Tables rounded to the dtype, as kernels that compute in it have them.
Pairs pairs_of(DType dtype) {
  Pairs p = normal_pairs(dtype, kNumPairs);
  for (Eigen::ArrayXf* table : {&p.cos, &p.sin}) {
    *table = table->unaryExpr([&](float x) { return rounded(dtype, x); });
  }
  return p;
}

LegalPairs legal_pairs(const Declarations& how, DType dtype, const Pairs& p) {
  LegalPairs legal;
  rotate(how, dtype, p.x1, p.x2, p.cos, p.sin, &legal);
  return legal;
}

std::set<uint32_t> codes(const LegalCodes& legal, Eigen::Index i) {
  std::set<uint32_t> found;
  for (Eigen::Index form = 0; form < legal.codes.cols(); ++form) found.insert(legal.codes(i, form));
  return found;
}

bool contains(const std::set<uint32_t>& all, const std::set<uint32_t>& part) {
  return std::includes(all.begin(), all.end(), part.begin(), part.end());
}

TEST(DeclaredArith, TheContractsOwnRulesHaveThreeFormsAndNoMore) {
  for (const DType dtype : kAllDTypes) {
    EXPECT_EQ(legal_pairs({}, dtype, pairs_of(dtype)).first.codes.cols(), 3);
    const Declarations input{.arith = Arith::kInputDType};
    EXPECT_EQ(has_only_plain_forms(input, dtype), dtype == DType::kF32);
  }
}

// The general code against the array code that it stands beside.
TEST(DeclaredArith, InF32TheFormsAreThoseOfTheContract) {
  for (const DType dtype : kAllDTypes) {
    const Pairs p = normal_pairs(dtype, kNumPairs);
    const LegalPairs plain = legal_pairs({}, dtype, p);
    for (Eigen::Index i = 0; i < kNumPairs; ++i) {
      const Forms forms = declared_forms({}, dtype, p.x1[i], p.cos[i], -p.x2[i], p.sin[i]);
      std::set<uint32_t> found;
      for (int form = 0; form < forms.count(); ++form) found.insert(encoded(dtype, forms[form]));
      ASSERT_EQ(found, codes(plain.first, i));
    }
  }
}

TEST(DeclaredArith, WiderAddsTheRoundedExactValueAndNothingElse) {
  for (const DType dtype : kAllDTypes) {
    const Pairs p = normal_pairs(dtype, kNumPairs);
    const LegalPairs plain = legal_pairs({}, dtype, p);
    const LegalPairs wider = legal_pairs({.arith = Arith::kWider}, dtype, p);
    int64_t added = 0;
    for (Eigen::Index i = 0; i < kNumPairs; ++i) {
      const double exact =
          static_cast<double>(p.x1[i]) * p.cos[i] - static_cast<double>(p.x2[i]) * p.sin[i];
      auto want = codes(plain.first, i);
      want.insert(nearest_code(dtype, exact));
      want.insert(encoded(dtype, static_cast<float>(exact)));
      ASSERT_EQ(codes(wider.first, i), want);
      added += want.size() > codes(plain.first, i).size();
    }
    EXPECT_TRUE(dtype != DType::kF32 || added > kNumPairs / 50) << added;
  }
}

TEST(DeclaredArith, InTheInputDTypeEachProductAndTheSumAreRounded) {
  for (const DType dtype : {DType::kF16, DType::kBF16}) {
    const Pairs p = pairs_of(dtype);
    const LegalPairs plain = legal_pairs({}, dtype, p);
    const LegalPairs input = legal_pairs({.arith = Arith::kInputDType}, dtype, p);
    int64_t outside = 0;
    for (Eigen::Index i = 0; i < kNumPairs; ++i) {
      // By hand: both products rounded, and both fused sums. All are exact in double here.
      const double ab = static_cast<double>(p.x1[i]) * p.cos[i];
      const double cd = -static_cast<double>(p.x2[i]) * p.sin[i];
      const double ab_rounded = value_of(dtype, nearest_code(dtype, ab));
      const double cd_rounded = value_of(dtype, nearest_code(dtype, cd));
      const auto found = codes(input.first, i);
      ASSERT_TRUE(contains(
          found, {nearest_code(dtype, ab_rounded + cd_rounded),
                  nearest_code(dtype, ab + cd_rounded), nearest_code(dtype, ab_rounded + cd)}));
      ASSERT_LE(found.size(), 5u);
      outside += !contains(codes(plain.first, i), found);
    }
    EXPECT_GT(outside, kNumPairs / 10) << "such a kernel would fail by the contract's rules";
  }
}

// A tie of the product, and an addend far too small for f64 to hold beside it.
TEST(DeclaredArith, AFusedSumInBF16IsRoundedOnce) {
  const float a = 1 + 0x1p-7f;    // a*a = 1 + 2^-6 + 2^-14
  const float tie = 1 + 0x1p-8f;  // between 1 and 1 + 2^-7; no bf16, but no matter here
  for (const float sign : {1.0f, -1.0f}) {
    const Forms forms = declared_forms({.arith = Arith::kInputDType}, DType::kBF16, tie, 1.0f,
                                       sign * 0x1p-60f, 0x1p-60f);
    bool found = false;
    for (int i = 0; i < forms.count(); ++i) found = found || forms[i] == (sign > 0 ? a : 1.0f);
    EXPECT_TRUE(found) << sign;
  }
}

TEST(DeclaredArith, FlushingTakesAndGivesZerosOfTheSign) {
  const Declarations ftz{.flushes_to_zero = true};
  const auto legal = [&](const Declarations& how, float x1, float cos, float x2, float sin) {
    const auto one = [](float x) { return Eigen::ArrayXf::Constant(1, x).eval(); };
    return codes(legal_pairs(how, DType::kF32, {one(x1), one(x2), one(cos), one(sin)}).first, 0);
  };
  using Set = std::set<uint32_t>;
  const uint32_t subnormal = 0x80000010u;  // given
  EXPECT_EQ(legal({}, std::bit_cast<float>(subnormal), 1, 0, 0), Set({subnormal}));
  EXPECT_EQ(legal(ftz, std::bit_cast<float>(subnormal), 1, 0, 0), Set({0x80000000u, subnormal}));
  // Taken: 2^-140 * 2^100 is a normal number.
  EXPECT_EQ(legal(ftz, 0x1p-140f, 0x1p100f, 0, 1), Set({0u, std::bit_cast<uint32_t>(0x1p-40f)}));
  // Products: 2^-127 + 2^-127 is normal, and each half of it is not.
  const Set sums = legal(ftz, 0x1p-100f, 0x1p-27f, -0x1p-100f, 0x1p-27f);
  EXPECT_TRUE(contains(sums, {0u, std::bit_cast<uint32_t>(0x1p-126f)}));
  EXPECT_EQ(legal(ftz, 1, 1, 0.5f, 0.5f), Set({std::bit_cast<uint32_t>(0.75f)}));
}

TEST(DeclaredArith, NoDeclarationMakesTheWitnessDisagree) {
  testing::SplitMix random(12);
  for (const Arith arith : {Arith::kF32, Arith::kWider, Arith::kInputDType}) {
    for (const bool ftz : {false, true}) {
      for (const DType dtype : kAllDTypes) {
        for (const Values values :
             {Values::kNormal, Values::kLarge, Values::kTiny, Values::kBits}) {
          Pairs p = pairs_of(dtype);
          for (Eigen::ArrayXf* x : {&p.x1, &p.x2}) {
            for (float& value : *x) {
              const uint32_t word = static_cast<uint32_t>(random.next());
              value = value_of(dtype, element_code(dtype, values, word));
            }
          }
          EXPECT_NO_THROW(legal_pairs({.arith = arith, .flushes_to_zero = ftz}, dtype, p));
        }
      }
    }
  }
}

// A bound that is too wide is no witness, and one too narrow calls a right accept-set wrong: what a
// product or sum can lose, each operand that may be flushed, and next to nothing else.
TEST(DeclaredArith, BoundsAreAsWideAsTheirDerivation) {
  struct Unit {
    DType dtype;
    double two_units, least_normal;
  };
  for (const auto& [dtype, two_units, least_normal] :
       {Unit{DType::kF16, 0x1p-10, 0x1p-14}, {DType::kBF16, 0x1p-7, 0x1p-126}}) {
    const Declarations keeps{.arith = Arith::kInputDType};
    const double bound = declared_bound(keeps, dtype, 1, 1, 1, 1, 1000.0);
    EXPECT_GT(bound, 1000.0 * two_units);
    EXPECT_LT(bound, 1000.0 * two_units * 1.02);
    const Declarations flushes{.arith = Arith::kInputDType, .flushes_to_zero = true};
    for (int operand = 0; operand < 4; ++operand) {
      float x[4] = {};
      x[operand] = -1000.0f;
      const double flushed = declared_bound(flushes, dtype, x[0], x[1], x[2], x[3], 0.0);
      EXPECT_GT(flushed, 1000.0 * least_normal) << operand;
      EXPECT_LT(flushed, 1010.0 * least_normal) << operand;
    }
  }
}

}  // namespace
}  // namespace ropekv
