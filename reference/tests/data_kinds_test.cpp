// What each kind of values promises: the shares of the codes that make it worth having.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "reference/data.h"
#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::kAllDTypes;
using testing::mantissa_bits;
using testing::SplitMix;

uint32_t sign_bit(DType dtype) {
  return dtype == DType::kF32 ? 0x80000000u : 0x8000u;
}
uint32_t infinity(DType dtype) {
  return dtype == DType::kF32 ? 0x7F800000u : dtype == DType::kBF16 ? 0x7F80u : 0x7C00u;
}

// The share of random words whose element satisfies a condition on its code without the sign.
template <typename Condition>
double share(DType dtype, Values values, Condition condition) {
  constexpr int kDraws = 200'000;
  SplitMix random(6);
  int64_t count = 0;
  for (int i = 0; i < kDraws; ++i) {
    const uint32_t code = element_code(dtype, values, static_cast<uint32_t>(random.next()));
    count += condition(code & (sign_bit(dtype) - 1));
  }
  return static_cast<double>(count) / kDraws;
}

TEST(DataKinds, NormalIsFiniteEverydayAndOfBothSigns) {
  for (const DType dtype : kAllDTypes) {
    SplitMix random(7);
    int64_t negative = 0;
    for (int i = 0; i < 100'000; ++i) {
      const float x = value_of(
          dtype, element_code(dtype, Values::kNormal, static_cast<uint32_t>(random.next())));
      ASSERT_GE(std::fabs(x), 0x1p-8f);
      ASSERT_LE(std::fabs(x), 2.0f);  // rounded up from just below
      negative += x < 0;
    }
    EXPECT_NEAR(static_cast<double>(negative), 50'000, 1'500);
    const uint32_t low_bit = 1;
    EXPECT_NEAR(share(dtype, Values::kNormal, [&](uint32_t c) { return c & low_bit; }), 0.5, 0.01)
        << "a full random mantissa";
  }
}

TEST(DataKinds, IntegersAreFromMinusEightToEight) {
  for (const DType dtype : kAllDTypes) {
    std::vector<int> seen(17);
    for (uint32_t word = 0; word < 10'000; ++word) {
      const uint32_t code = element_code(dtype, Values::kIntegers, word * 0x9E3779B9u);
      const float x = value_of(dtype, code);
      ASSERT_EQ(x, std::rint(x));
      ASSERT_LE(std::fabs(x), 8.0f);
      ++seen[static_cast<int>(x) + 8];
    }
    for (const int count : seen) EXPECT_GT(count, 300);
  }
}

TEST(DataKinds, SpecialHasOneInSixteenSpecials) {
  for (const DType dtype : kAllDTypes) {
    const uint32_t inf = infinity(dtype);
    const uint32_t quiet = 1u << (mantissa_bits(dtype) - 1);
    const auto part = [&](auto condition) { return share(dtype, Values::kSpecial, condition); };
    EXPECT_NEAR(part([&](uint32_t c) { return c > inf; }), 1 / 128.0, 0.001) << "NaN";
    EXPECT_GT(part([&](uint32_t c) { return c > inf && !(c & quiet); }), 0.003) << "signalling";
    EXPECT_GT(part([&](uint32_t c) { return c > (inf | quiet); }), 0.003) << "with payload";
    EXPECT_NEAR(part([&](uint32_t c) { return c == inf; }), 1 / 128.0, 0.001);
    EXPECT_NEAR(part([&](uint32_t c) { return c == inf - 1; }), 1 / 128.0, 0.001) << "largest";
    EXPECT_GE(part([&](uint32_t c) { return c == 1; }), 0.006) << "least subnormal";
    EXPECT_NEAR(part([&](uint32_t c) { return c == 0; }), 2 / 128.0, 0.0015);
    const uint32_t normal = 1u << mantissa_bits(dtype);
    EXPECT_NEAR(part([&](uint32_t c) { return c <= normal || c >= inf - 1; }), 1 / 16.0, 0.003);
  }
}

TEST(DataKinds, LargeIsFiniteAndWithinASixteenthOfTheLargest) {
  for (const DType dtype : kAllDTypes) {
    const uint32_t least = infinity(dtype) - (4u << mantissa_bits(dtype));
    EXPECT_EQ(
        share(dtype, Values::kLarge, [&](uint32_t c) { return c >= least && c < infinity(dtype); }),
        1.0);
  }
}

TEST(DataKinds, TinyIsHalfSubnormalAndHalfLeastNormal) {
  for (const DType dtype : kAllDTypes) {
    const uint32_t normal = 1u << mantissa_bits(dtype);
    EXPECT_EQ(share(dtype, Values::kTiny, [&](uint32_t c) { return c < 2 * normal; }), 1.0);
    EXPECT_NEAR(share(dtype, Values::kTiny, [&](uint32_t c) { return c < normal; }), 0.5, 0.01);
  }
}

TEST(DataKinds, ZerosAreOfBothSigns) {
  for (const DType dtype : kAllDTypes) {
    EXPECT_NEAR(share(dtype, Values::kZeros, [](uint32_t c) { return c == 0; }), 7 / 8.0, 0.01);
    EXPECT_EQ(element_code(dtype, Values::kZeros, 0x81000000u), sign_bit(dtype));
    EXPECT_EQ(element_code(dtype, Values::kZeros, 0x01000000u), 0u);
  }
}

TEST(DataKinds, BitsCoverEveryCodeOfTheSixteenBitTypes) {
  for (const DType dtype : {DType::kF16, DType::kBF16}) {
    std::vector<bool> seen(0x10000);
    for (uint32_t word = 0; word < 0x10000; ++word) {
      seen[element_code(dtype, Values::kBits, word * 0x10001u)] = true;
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end(), true), 0x10000);
  }
}

}  // namespace
}  // namespace ropekv
