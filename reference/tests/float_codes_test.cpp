// The integer conversions against arithmetic in double that shares no line with them, and against
// the compiler's own f16 where it has one.
#include "reference/float_codes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::kAllDTypes;
using testing::mantissa_bits;
using testing::SplitMix;

// Rounds to the grid of the type: nearbyint is nearest-even, and scaling by powers of two is exact.
double rounded(DType dtype, double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  const int least_exponent = dtype == DType::kF16 ? -14 : -126;
  const int top_exponent = dtype == DType::kF16 ? 15 : 127;
  const int quantum = std::max(std::ilogb(value), least_exponent) - mantissa_bits(dtype);
  const double result = std::ldexp(std::nearbyint(std::ldexp(value, -quantum)), quantum);
  return std::fabs(result) < std::ldexp(1.0, top_exponent + 1)
             ? result
             : std::copysign(std::numeric_limits<double>::infinity(), value);
}

void expect_rounds(DType dtype, uint32_t bits) {
  const float value = std::bit_cast<float>(bits);
  const uint32_t code = code_from_f32(dtype, bits);
  ASSERT_LE(code, 0xFFFFu);
  ASSERT_EQ(code >> 15, bits >> 31) << "sign of " << std::hex << bits;
  if (std::isnan(value)) {
    ASSERT_TRUE(is_nan_code(dtype, code)) << std::hex << bits;
  } else {
    ASSERT_EQ(value_of(dtype, code), rounded(dtype, value)) << std::hex << bits;
    ASSERT_EQ(nearest_code(dtype, value), code) << std::hex << bits;
  }
#if defined(__FLT16_MAX__)
  if (dtype == DType::kF16 && !std::isnan(value)) {
    ASSERT_EQ(std::bit_cast<uint16_t>(static_cast<_Float16>(value)), code) << std::hex << bits;
  }
#endif
}

TEST(FloatCodes, EveryCodeGoesToF32AndBackUnchanged) {
  for (const DType dtype : {DType::kF16, DType::kBF16}) {
    for (uint32_t code = 0; code < 0x10000; ++code) {
      const uint32_t bits = f32_from_code(dtype, code);
      if (is_nan_code(dtype, code)) {
        EXPECT_TRUE(is_nan_code(dtype, code_from_f32(dtype, bits)));
        EXPECT_FALSE(is_finite_code(dtype, code));
        continue;
      }
      ASSERT_EQ(code_from_f32(dtype, bits), code);
#if defined(__FLT16_MAX__)
      if (dtype == DType::kF16) {
        const float value = std::bit_cast<_Float16>(static_cast<uint16_t>(code));
        ASSERT_EQ(std::bit_cast<uint32_t>(value), bits) << std::hex << code;
      }
#endif
    }
  }
}

// Every tie, and its two neighbours in f32: between normals, subnormals, and at the overflow.
TEST(FloatCodes, RoundsToNearestEvenAroundEveryTie) {
  for (const DType dtype : {DType::kF16, DType::kBF16}) {
    const uint32_t infinity = dtype == DType::kF16 ? 0x7C00u : 0x7F80u;
    for (uint32_t code = 0; code < infinity; ++code) {
      const double next = code + 1 == infinity
                              ? 2.0 * value_of(dtype, code) - value_of(dtype, code - 1)
                              : value_of(dtype, code + 1);
      const float tie = static_cast<float>((value_of(dtype, code) + next) / 2);
      for (const uint32_t sign : {0u, 0x80000000u}) {
        const uint32_t bits = std::bit_cast<uint32_t>(tie) | sign;
        for (const uint32_t near : {bits - 1, bits, bits + 1}) expect_rounds(dtype, near);
        const uint32_t even = (code + (code & 1)) | (sign >> 16);
        ASSERT_EQ(code_from_f32(dtype, bits), even) << std::hex << bits;
      }
    }
  }
}

TEST(FloatCodes, RoundsMillionsOfRandomCodesToNearest) {
  SplitMix random(1);
  for (int i = 0; i < 2'000'000; ++i) {
    const uint32_t bits = static_cast<uint32_t>(random.next());
    expect_rounds(DType::kBF16, bits);
    expect_rounds(DType::kF16, bits);
    // Where f16 has values at all: exponents 2^-27 .. 2^17.
    expect_rounds(DType::kF16, (bits & 0x807FFFFFu) | ((100 + bits % 45) << 23));
  }
}

// A double just beside a tie rounds to the tie in f32, and from there to even: the wrong way for
// every other code. Rounding to odd on the way must prevent it.
TEST(FloatCodes, NearestCodeOfADoubleIsNotRoundedTwice) {
  for (const DType dtype : kAllDTypes) {
    const uint32_t last = dtype == DType::kF32   ? 0x7F7FFFFEu
                          : dtype == DType::kF16 ? 0x7BFEu
                                                 : 0x7F7Eu;
    const uint32_t sign = dtype == DType::kF32 ? 0x80000000u : 0x8000u;
    SplitMix random(2);
    for (uint32_t i = 0; i < 0x8000; ++i) {
      const uint32_t code = static_cast<uint32_t>(random.below(last + 1));
      const double tie =
          (static_cast<double>(value_of(dtype, code)) + value_of(dtype, code + 1)) / 2;
      const double above = std::nextafter(tie, HUGE_VAL);
      const double below = std::nextafter(tie, 0.0);
      ASSERT_EQ(nearest_code(dtype, above), code + 1) << std::hex << code;
      ASSERT_EQ(nearest_code(dtype, below), code) << std::hex << code;
      ASSERT_EQ(nearest_code(dtype, tie), code + (code & 1)) << std::hex << code;
      ASSERT_EQ(nearest_code(dtype, -above), sign | (code + 1)) << std::hex << code;
      ASSERT_EQ(nearest_code(dtype, -below), sign | code) << std::hex << code;
    }
    EXPECT_EQ(value_of(dtype, nearest_code(dtype, 1e300)), HUGE_VALF);
    EXPECT_EQ(nearest_code(dtype, -1e-300), sign) << "underflow keeps the sign";
    EXPECT_TRUE(is_nan_code(dtype, nearest_code(dtype, std::nan(""))));
  }
}

TEST(FloatCodes, OrderedGrowsByOnePerCodeAndTakesBothZerosAsOne) {
  for (const DType dtype : {DType::kF16, DType::kBF16}) {
    const uint32_t infinity = dtype == DType::kF16 ? 0x7C00u : 0x7F80u;
    for (uint32_t code = 0; code < infinity; ++code) {
      ASSERT_EQ(ordered(dtype, code + 1) - ordered(dtype, code), 1);
      ASSERT_EQ(ordered(dtype, 0x8000u | code), -ordered(dtype, code));
    }
    EXPECT_EQ(ordered(dtype, 0x8000u), ordered(dtype, 0));
  }
  EXPECT_EQ(ordered(DType::kF32, 0x80000001u), -1);
  EXPECT_EQ(ordered(DType::kF32, 0x7F800000u), 0x7F800000);
}

}  // namespace
}  // namespace ropekv
