// f32 to fp8, said three times: the header that both lanes use, NVIDIA's host conversion, and the
// naive kernel's search among the codes.
#include "kernels/fp8.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/element.h"
#include "kernels/naive/naive_fp8.h"

namespace ropekv {
namespace {

constexpr int32_t kFormats[] = {ROPEKV_FP8_E4M3, ROPEKV_FP8_E5M2};

void expect_one_code(float x, int32_t dtype) {
  const uint8_t code = fp8_code(x, dtype);
  ASSERT_EQ(code, naive::nearest_fp8(x, dtype)) << std::hexfloat << x << " format " << dtype;
  ASSERT_EQ(code, fp8_code_pair(x, 1.0F, dtype) & 0xff) << std::hexfloat << x;
  ASSERT_EQ(code, fp8_code_pair(1.0F, x, dtype) >> 8) << std::hexfloat << x;
}

// Every sign, exponent and 7 bits of mantissa: every half-way value of both formats is among them.
// The lower halves put each one ulp beside, and in the middle.
TEST(Fp8, TwoRoundingsAgreeAtEveryUpperHalfOfAnF32) {
  for (const int32_t dtype : kFormats) {
    for (uint32_t upper = 0; upper < 0x10000; ++upper) {
      for (const uint32_t lower : {0x0000U, 0x0001U, 0x7fffU, 0x8000U, 0x8001U, 0xffffU}) {
        expect_one_code(bits_as<float>(upper << 16 | lower), dtype);
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(Fp8, AHalfWayValueGoesToTheEvenCodeAndOneUlpBesideToItsOwnSide) {
  for (const int32_t dtype : kFormats) {
    const int largest = dtype == ROPEKV_FP8_E4M3 ? 0x7e : 0x7b;
    for (int low = 0; low < largest; ++low) {
      const auto value = [&](int code) { return fp8_value(static_cast<uint8_t>(code), dtype); };
      const float half_way = (value(low) + value(low + 1)) / 2;
      const int even = low % 2 == 0 ? low : low + 1;
      for (const int sign : {0, 0x80}) {
        const auto code = [&](float x) { return fp8_code(sign != 0 ? -x : x, dtype); };
        EXPECT_EQ(code(half_way), sign | even) << low;
        EXPECT_EQ(code(std::nextafterf(half_way, 0.0F)), sign | low) << low;
        EXPECT_EQ(code(std::nextafterf(half_way, 1e9F)), sign | (low + 1)) << low;
        EXPECT_EQ(code(value(low)), sign | low) << low;
      }
    }
  }
}

TEST(Fp8, SaturatesAndKeepsTheSignOfZero) {
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float large : {infinity, 3e38F, 61441.0F}) {
    EXPECT_EQ(fp8_code(large, ROPEKV_FP8_E4M3), 0x7e);
    EXPECT_EQ(fp8_code(-large, ROPEKV_FP8_E4M3), 0xfe);
    EXPECT_EQ(fp8_code(large, ROPEKV_FP8_E5M2), 0x7b);
    EXPECT_EQ(fp8_code(-large, ROPEKV_FP8_E5M2), 0xfb);
  }
  EXPECT_EQ(fp8_value(0x7e, ROPEKV_FP8_E4M3), 448.0F);
  EXPECT_EQ(fp8_value(0x7b, ROPEKV_FP8_E5M2), 57344.0F);
  for (const int32_t dtype : kFormats) {
    EXPECT_EQ(fp8_code(-0.0F, dtype), 0x80);
    EXPECT_EQ(fp8_code(-1e-45F, dtype), 0x80);
  }
}

// The lanes must agree bit for bit, so which NaN it is matters to us, if not to the contract.
TEST(Fp8, EveryNanBecomesOneCode) {
  for (const int32_t dtype : kFormats) {
    for (const uint32_t nan : {0x7fc00000U, 0xffc00000U, 0x7f800001U, 0xff800001U, 0x7fffffffU}) {
      EXPECT_EQ(fp8_code(bits_as<float>(nan), dtype), 0x7f) << std::hex << nan;
    }
  }
}

}  // namespace
}  // namespace ropekv
