// What a kernel declares, and that the oracle follows.
#include "reference/declarations.h"

#include <gtest/gtest.h>

#include "reference/tests/rotated.h"

namespace ropekv {
namespace {

using testing::case_of;
using testing::Rotated;

TEST(Declarations, AreThoseOfTheDescription) {
  ropekv_description d{};
  d.writes_k_rope = d.rotates_padded_k = d.skips_negative_slots = d.fp8_saturates = 1;
  const Declarations plain = declarations_of(d);
  EXPECT_EQ(plain.arith, Declarations::Arith::kF32);
  EXPECT_FALSE(plain.table_rounded_to_input || plain.flushes_to_zero || plain.canonical_nans ||
               plain.fp8_from_rounded_k_rope || plain.fp8_multiplies);
  EXPECT_TRUE(plain.writes_k_rope && plain.rotates_padded_k && plain.skips_negative_slots &&
              plain.fp8_saturates);
  d = {};
  d.arith = ROPEKV_ARITH_INPUT_DTYPE;
  d.table = ROPEKV_TABLE_ROUNDED_TO_INPUT;
  d.ftz = 1;
  d.nan_payload = ROPEKV_NAN_PAYLOAD_CANONICAL;
  d.fp8_source = ROPEKV_FP8_SOURCE_ROUNDED_K_ROPE;
  d.fp8_scaling = ROPEKV_FP8_MULTIPLY;
  const Declarations other = declarations_of(d);
  EXPECT_EQ(other.arith, Declarations::Arith::kInputDType);
  EXPECT_TRUE(other.table_rounded_to_input && other.flushes_to_zero && other.canonical_nans &&
              other.fp8_from_rounded_k_rope && other.fp8_multiplies);
  EXPECT_FALSE(other.writes_k_rope || other.rotates_padded_k || other.skips_negative_slots ||
               other.fp8_saturates);
  d.arith = ROPEKV_ARITH_WIDER;
  EXPECT_EQ(declarations_of(d).arith, Declarations::Arith::kWider);
}

TEST(Declarations, PaddedKMayBeUnrotatedWhereTheKernelSaysSoAndQMayNot) {
  const std::string line = "rkv1:num_tokens=6,num_slots_given=5,holes=every:2,dtype=bf16";
  const Declarations how{.rotates_padded_k = false};
  Rotated k(line, Tensor::kK);
  for (const int64_t token : {1, 3, 5}) k.at(token, 0, 0) = 0x7FC0u;
  EXPECT_EQ(k.compare().errors, 3);
  EXPECT_EQ(k.compare(how).errors, 0);
  EXPECT_EQ(k.compare(how).stats.computed, 3 * 64);
  k.at(2, 0, 0) = 0x7FC0u;
  EXPECT_EQ(k.compare(how).errors, 1) << "a token with a slot";
  Rotated q(line, Tensor::kQ);
  q.at(1, 0, 0) = 0x7FC0u;
  EXPECT_EQ(q.compare(how).errors, 1);
}

// The fault of aiter and others; legal where it is declared, and then the f32 table is not.
TEST(Declarations, ATableRoundedToTheInputIsTakenRounded) {
  const std::string line =
      "rkv1:num_tokens=100,num_qo_heads=4,max_position=100,dtype=bf16,table_dtype=";
  const Declarations how{.table_rounded_to_input = true};
  Rotated rounded(line + "bf16", Tensor::kQ);
  Rotated exact(line + "f32", Tensor::kQ);
  EXPECT_GT(exact.compare(how).errors, 100 * 4 * 64 / 5);
  EXPECT_EQ(rounded.compare(how).errors, 0) << "rounding a rounded table changes nothing";
  for (int64_t t = 0; t < 100; ++t) {
    for (int64_t h = 0; h < 4; ++h) {
      for (int64_t d = 0; d < 64; ++d) exact.at(t, h, d) = rounded.at(t, h, d);
    }
  }
  EXPECT_EQ(exact.compare(how).errors, 0);
  EXPECT_GT(exact.compare().errors, 100 * 4 * 64 / 5);
}

TEST(Declarations, ACopyIsTheInputsOwnCodeAndFp8IsQuantised) {
  const Case same = case_of("rkv1:dtype=bf16");
  EXPECT_EQ(cached_code(same, {}, 1, 0x7F81u), 0x7F81u);
  EXPECT_FALSE(is_cached_code(same, {}, 1, 0x7F81u, 0x7FC0u));
  EXPECT_TRUE(is_cached_code(same, {.canonical_nans = true}, 1, 0x7F81u, 0x7FC0u));
  EXPECT_FALSE(is_cached_code(same, {.canonical_nans = true}, 1, 0x7F81u, 0x7F80u));
  const Case fp8 = case_of("rkv1:dtype=bf16,cache_dtype=e4m3");
  EXPECT_EQ(cached_code(fp8, {}, 2, 0x3F80u), 0x30u);  // 0.5
  EXPECT_EQ(cached_code(fp8, {}, 1, 0xFF80u), 0xFEu) << "-Inf saturates";
  EXPECT_TRUE(
      is_nan_fp8(CacheDType::kE4M3, cached_code(fp8, {.fp8_saturates = false}, 1, 0x7F80u)));
  EXPECT_TRUE(is_cached_code(fp8, {}, 1, 0x7FC0u, 0xFFu)) << "any NaN";
  EXPECT_FALSE(is_cached_code(fp8, {}, 1, 0x3F80u, 0x7Fu));
  // A subnormal under a tiny scale may be a zero's.
  EXPECT_TRUE(is_cached_code(fp8, {.flushes_to_zero = true}, 1e-38f, 0x8040u, 0x80u));
  EXPECT_FALSE(is_cached_code(fp8, {}, 1e-38f, 0x8040u, 0x80u));
}

// 17 lies between the e4m3 codes of 16 and 18, so the last bit of the f32 decides: an exact 17 is a
// tie, and goes to 16.
TEST(Declarations, MultiplyingByTheReciprocalIsNotDividing) {
  const Case c = case_of("rkv1:cache_dtype=e4m3");
  int different = 0;
  for (int i = 1; i <= 1000; ++i) {
    const float scale = static_cast<float>(i) * 0.001f;
    const uint32_t x = std::bit_cast<uint32_t>(17 * scale);
    const uint32_t multiplied = cached_code(c, {.fp8_multiplies = true}, scale, x);
    const volatile float reciprocal = 1 / scale;
    const volatile float product = 17 * scale * reciprocal;
    ASSERT_EQ(multiplied, product > 17 ? 0x59u : 0x58u) << scale;
    different += multiplied != cached_code(c, {}, scale, x);
  }
  EXPECT_GT(different, 25);
}

}  // namespace
}  // namespace ropekv
