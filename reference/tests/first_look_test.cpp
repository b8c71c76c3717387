// What the first look decides is what the candidates say; what is wrong it never decides.
#include "reference/first_look.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "reference/data.h"
#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::SplitMix;

struct Pairs {
  Eigen::ArrayXf x1, x2, cos, sin;

  explicit Pairs(Eigen::Index n) : x1(n), x2(n), cos(n), sin(n) {}
};

float any_f32(SplitMix& random) {
  return std::bit_cast<float>(static_cast<uint32_t>(random.below(uint64_t{1} << 32)));
}

// Of every size and sign, NaNs and infinities included, and some that cancel.
Pairs wild_pairs(DType dtype, Eigen::Index n, SplitMix& random) {
  Pairs pairs(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto any_input = [&] {
      return value_of(dtype, static_cast<uint32_t>(random.below(1 << 16)));
    };
    pairs.x1[i] = any_input();
    pairs.x2[i] = random.below(4) ? any_input() : pairs.x1[i];
    pairs.cos[i] = any_f32(random);
    pairs.sin[i] = random.below(4) ? any_f32(random) : pairs.cos[i] * (1 + 0x1p-20f);
  }
  return pairs;
}

Pairs everyday_pairs(DType dtype, Eigen::Index n, SplitMix& random) {
  Pairs pairs(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto draw = [&] { return static_cast<uint32_t>(random.below(uint64_t{1} << 32)); };
    pairs.x1[i] = value_of(dtype, element_code(dtype, Values::kNormal, draw()));
    pairs.x2[i] = value_of(dtype, element_code(dtype, Values::kNormal, draw()));
    const auto angle = static_cast<double>(random.below(100000));
    pairs.cos[i] = static_cast<float>(std::cos(angle));
    pairs.sin[i] = static_cast<float>(std::sin(angle));
  }
  return pairs;
}

LegalPairs legal_of(DType dtype, const Pairs& pairs) {
  LegalPairs legal;
  rotate({}, dtype, pairs.x1, pairs.x2, pairs.cos, pairs.sin, &legal);
  return legal;
}

bool is_the_only_one(DType dtype, const LegalCodes& legal, Eigen::Index i, uint32_t got) {
  return (legal.codes.row(i) == got).all() && nearest_code(dtype, legal.exact[i]) == got &&
         is_finite_code(dtype, got);
}

// Legal codes, and ones next to them.
CodeArray some_outputs(const LegalCodes& legal, SplitMix& random) {
  CodeArray got(legal.codes.rows());
  for (Eigen::Index i = 0; i < got.size(); ++i) {
    got[i] = legal.codes(i, static_cast<Eigen::Index>(random.below(3)));
    if (random.below(3) == 0)
      got[i] = (got[i] + static_cast<uint32_t>(random.below(3)) - 1) & 0xFFFF;
  }
  return got;
}

TEST(FirstLook, DecidesOnlyWhatTheCandidatesSay) {
  SplitMix random(5);
  for (const DType dtype : {DType::kBF16, DType::kF16}) {
    for (int round = 0; round < 300; ++round) {
      const Pairs pairs =
          round % 2 ? wild_pairs(dtype, 512, random) : everyday_pairs(dtype, 512, random);
      const LegalPairs legal = legal_of(dtype, pairs);
      const CodeArray first = some_outputs(legal.first, random);
      const CodeArray second = some_outputs(legal.second, random);
      FirstLook look;
      look.look(dtype, pairs.x1, pairs.x2, pairs.cos, pairs.sin, first, second);
      for (Eigen::Index i = 0; i < first.size(); ++i) {
        if (std::ranges::binary_search(look.undecided(), static_cast<int32_t>(i))) continue;
        ASSERT_TRUE(is_the_only_one(dtype, legal.first, i, first[i])) << i;
        ASSERT_TRUE(is_the_only_one(dtype, legal.second, i, second[i])) << i;
      }
    }
  }
}

// One evaluation has an infinity where another has not: both are legal.
TEST(FirstLook, LeavesProductsThatOverflowToTheCandidates) {
  Pairs pairs(1);
  pairs.x1[0] = pairs.x2[0] = 0x1p100f;
  pairs.cos[0] = 0x1p28f;
  pairs.sin[0] = 0x1.8p27f;
  const LegalPairs legal = legal_of(DType::kBF16, pairs);
  CodeArray first(1), second(1);
  first[0] = code_from_f32(DType::kBF16, std::bit_cast<uint32_t>(0x1p126f));
  second[0] = legal.second.codes(0, 0);
  ASSERT_TRUE(is_legal(DType::kBF16, legal.first, 0, first[0]));
  ASSERT_FALSE((legal.first.codes.row(0) == first[0]).all());
  FirstLook look;
  look.look(DType::kBF16, pairs.x1, pairs.x2, pairs.cos, pairs.sin, first, second);
  EXPECT_EQ(look.undecided().size(), 1u);
}

// Else it would be right and useless.
TEST(FirstLook, DecidesNearlyAllEverydayOutputs) {
  SplitMix random(6);
  for (const DType dtype : {DType::kBF16, DType::kF16}) {
    const Pairs pairs = everyday_pairs(dtype, 100000, random);
    const LegalPairs legal = legal_of(dtype, pairs);
    const CodeArray first = legal.first.codes.col(0), second = legal.second.codes.col(0);
    FirstLook look;
    look.look(dtype, pairs.x1, pairs.x2, pairs.cos, pairs.sin, first, second);
    EXPECT_LT(look.undecided().size(), 1500u);
  }
}

TEST(FirstLook, LeavesF32AndOtherArithmeticToTheCandidates) {
  EXPECT_FALSE(first_look_applies({}, DType::kF32));
  EXPECT_TRUE(first_look_applies({}, DType::kBF16));
  Declarations wider;
  wider.arith = Declarations::Arith::kWider;
  EXPECT_FALSE(first_look_applies(wider, DType::kF16));
}

}  // namespace
}  // namespace ropekv
