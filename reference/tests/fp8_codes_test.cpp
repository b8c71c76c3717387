// The fp8 roundings against a search through all codes in double, and against CUDA's own.
#include "reference/fp8_codes.h"

#include <cuda_fp8.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "reference/float_codes.h"
#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::SplitMix;

constexpr CacheDType kBoth[] = {CacheDType::kE4M3, CacheDType::kE5M2};

uint32_t largest(CacheDType dtype) {
  return dtype == CacheDType::kE4M3 ? 0x7Eu : 0x7Bu;
}

// From the definition of the formats.
double value(CacheDType dtype, uint32_t code) {
  const int mantissa_bits = dtype == CacheDType::kE4M3 ? 3 : 2;
  const int bias = dtype == CacheDType::kE4M3 ? 7 : 15;
  const int exponent = static_cast<int>(code & 0x7F) >> mantissa_bits;
  const int mantissa = static_cast<int>(code) & ((1 << mantissa_bits) - 1);
  const double magnitude =
      exponent == 0 ? std::ldexp(mantissa, 1 - bias - mantissa_bits)
                    : std::ldexp(mantissa + (1 << mantissa_bits), exponent - bias - mantissa_bits);
  return code & 0x80 ? -magnitude : magnitude;
}

// The nearest of all codes, the even one of two; past the largest by half a step or more there is
// none.
uint32_t searched(CacheDType dtype, float x, bool saturate) {
  const uint32_t sign = std::signbit(x) ? 0x80u : 0;
  const double magnitude = std::fabs(static_cast<double>(x));
  const uint32_t top = largest(dtype);
  const double step = value(dtype, top) - value(dtype, top - 1);
  const double past = magnitude - value(dtype, top);
  if (past > step / 2 || (past == step / 2 && (top & 1))) {
    return sign | (saturate ? top : dtype == CacheDType::kE4M3 ? 0x7Fu : 0x7Cu);
  }
  uint32_t best = 0;
  for (uint32_t code = 1; code <= top; ++code) {
    const double now = std::fabs(value(dtype, code) - magnitude);
    const double before = std::fabs(value(dtype, best) - magnitude);
    if (now < before || (now == before && !(code & 1))) best = code;
  }
  return sign | best;
}

uint32_t by_cuda(CacheDType dtype, float x, bool saturate) {
  return __nv_cvt_float_to_fp8(x, saturate ? __NV_SATFINITE : __NV_NOSAT,
                               dtype == CacheDType::kE4M3 ? __NV_E4M3 : __NV_E5M2);
}

void expect_rounds(CacheDType dtype, uint32_t bits) {
  const float x = std::bit_cast<float>(bits);
  for (const bool saturate : {true, false}) {
    const uint32_t code = fp8_from_f32(dtype, bits, saturate);
    const uint32_t cuda = by_cuda(dtype, x, saturate);
    if (std::isnan(x)) {
      ASSERT_TRUE(is_nan_fp8(dtype, code) && is_nan_fp8(dtype, cuda)) << std::hex << bits;
      continue;
    }
    ASSERT_EQ(code, searched(dtype, x, saturate)) << std::hex << bits;
    ASSERT_TRUE(code == cuda || (is_nan_fp8(dtype, code) && is_nan_fp8(dtype, cuda)))
        << std::hex << bits << ": " << code << " and " << cuda;
  }
}

TEST(Fp8Codes, EveryCodeGoesToF32AndBackUnchanged) {
  for (const CacheDType dtype : kBoth) {
    int nans = 0;
    for (uint32_t code = 0; code < 0x100; ++code) {
      const uint32_t bits = f32_from_fp8(dtype, code);
      nans += is_nan_fp8(dtype, code);
      if (is_nan_fp8(dtype, code)) continue;
      ASSERT_EQ(fp8_from_f32(dtype, bits, false), code);
      if (!is_finite_fp8(dtype, code)) continue;
      ASSERT_EQ(std::bit_cast<float>(bits), static_cast<float>(value(dtype, code)));
    }
    EXPECT_EQ(nans, dtype == CacheDType::kE4M3 ? 2 : 6);
    EXPECT_EQ(is_finite_fp8(dtype, 0x7C), dtype == CacheDType::kE4M3);
  }
  EXPECT_EQ(std::bit_cast<float>(f32_from_fp8(CacheDType::kE4M3, 0x7E)), 448.0f);
  EXPECT_EQ(std::bit_cast<float>(f32_from_fp8(CacheDType::kE5M2, 0x7B)), 57344.0f);
  EXPECT_EQ(f32_from_fp8(CacheDType::kE5M2, 0xFC), 0xFF800000u);
}

TEST(Fp8Codes, RoundsToNearestEvenAroundEveryCodeAndEveryTie) {
  for (const CacheDType dtype : kBoth) {
    for (uint32_t code = 0; code <= largest(dtype); ++code) {
      const double here = value(dtype, code);
      const double next =
          code == largest(dtype) ? 2 * here - value(dtype, code - 1) : value(dtype, code + 1);
      for (const double near : {here, (here + next) / 2, next}) {
        const uint32_t bits = std::bit_cast<uint32_t>(static_cast<float>(near));
        for (const uint32_t sign : {0u, 0x80000000u}) {
          for (const uint32_t off : {0u, 1u, 2u}) {
            if (bits + off == 0) continue;
            expect_rounds(dtype, (bits + off - 1) | sign);
          }
        }
      }
    }
  }
}

TEST(Fp8Codes, RoundsRandomCodesAndTheEdgesOfF32) {
  SplitMix random(3);
  for (const CacheDType dtype : kBoth) {
    for (const uint32_t bits : {0u, 1u, 0x007FFFFFu, 0x00800000u, 0x7F7FFFFFu, 0x7F800000u,
                                0x7F800001u, 0x7FC00000u, 0x7FFFFFFFu}) {
      expect_rounds(dtype, bits);
      expect_rounds(dtype, bits | 0x80000000u);
    }
    for (int i = 0; i < 100'000; ++i) {
      const uint32_t bits = static_cast<uint32_t>(random.next());
      expect_rounds(dtype, bits);
      // Where fp8 has values: exponents 2^-19 .. 2^17.
      expect_rounds(dtype, (bits & 0x807FFFFFu) | ((108 + bits % 37) << 23));
    }
  }
}

TEST(Fp8Codes, OverflowSaturatesOrNot) {
  constexpr uint32_t kInf = 0x7F800000u;
  EXPECT_EQ(fp8_from_f32(CacheDType::kE4M3, kInf, true), 0x7Eu);
  EXPECT_EQ(fp8_from_f32(CacheDType::kE4M3, kInf | 0x80000000u, true), 0xFEu);
  EXPECT_EQ(fp8_from_f32(CacheDType::kE4M3, kInf, false), 0x7Fu);
  EXPECT_EQ(fp8_from_f32(CacheDType::kE5M2, kInf, true), 0x7Bu);
  EXPECT_EQ(fp8_from_f32(CacheDType::kE5M2, kInf, false), 0x7Cu);
  EXPECT_EQ(fp8_from_f32(CacheDType::kE4M3, std::bit_cast<uint32_t>(464.0f), false), 0x7Eu);
  EXPECT_EQ(fp8_from_f32(CacheDType::kE4M3, std::bit_cast<uint32_t>(465.0f), false), 0x7Fu);
}

TEST(Fp8Codes, NearestOfADoubleIsNotRoundedTwiceNorSaturated) {
  for (const CacheDType dtype : kBoth) {
    for (uint32_t code = 0; code + 1 < largest(dtype); ++code) {
      const double tie = (value(dtype, code) + value(dtype, code + 1)) / 2;
      ASSERT_EQ(nearest_fp8(dtype, std::nextafter(tie, HUGE_VAL)), code + 1);
      ASSERT_EQ(nearest_fp8(dtype, std::nextafter(tie, 0.0)), code);
      ASSERT_EQ(nearest_fp8(dtype, tie), code + (code & 1));
      ASSERT_EQ(ordered_fp8(code + 1) - ordered_fp8(code), 1);
      ASSERT_EQ(ordered_fp8(code | 0x80), -ordered_fp8(code));
    }
    EXPECT_FALSE(is_finite_fp8(dtype, nearest_fp8(dtype, 1e9)));
  }
}

TEST(Fp8Codes, LoadCodeReadsOneTwoAndFourBytes) {
  const uint32_t words[] = {0x04030201u, 0x88776655u};
  EXPECT_EQ(load_code(words, 1, 5), 0x66u);
  EXPECT_EQ(load_code(words, 2, 1), 0x0403u);
  EXPECT_EQ(load_code(words, 4, 1), 0x88776655u);
}

}  // namespace
}  // namespace ropekv
