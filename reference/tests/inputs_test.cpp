#include "reference/inputs.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "reference/float_codes.h"
#include "reference/indices.h"
#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::case_of;

struct Table {
  Case c;
  Inputs in;

  explicit Table(std::string_view line) : c(case_of(line)), in(materialise(c)) {}
  float cos(int64_t row, int64_t i) const { return at(row, i); }
  float sin(int64_t row, int64_t i) const { return at(row, c.rotary_dim / 2 + i); }
  float at(int64_t row, int64_t column) const {
    return std::bit_cast<float>(in.cos_sin_cache[row * c.rotary_dim + column]);
  }
};

constexpr std::string_view kReal =
    "rkv1:num_tokens=300,head_dim=128,rotary_dim=96,max_position=4096,positions=edges:3";

TEST(Inputs, RealRowsAreThoseOfLibm) {
  const Table table(kReal);
  for (int64_t row = 0; row < table.c.max_position; ++row) {
    if (!table.in.row_used[row]) continue;
    for (int64_t i = 0; i < 48; ++i) {
      const double angle = static_cast<double>(row) * std::pow(10'000.0, -2.0 * i / 96.0);
      const auto bound = [](double x) { return std::fabs(x) * 0x1p-24 + 1e-10; };  // half an ulp
      ASSERT_NEAR(table.cos(row, i), std::cos(angle), bound(std::cos(angle))) << row << ", " << i;
      ASSERT_NEAR(table.sin(row, i), std::sin(angle), bound(std::sin(angle))) << row << ", " << i;
    }
  }
}

TEST(Inputs, RealRowsLieOnTheUnitCircle) {
  for (const std::string_view theta : {"1", "10000", "500000", "1099511627776"}) {
    const Table table(std::string(kReal) + ",table=real:" + std::string(theta));
    for (int64_t row = 0; row < table.c.max_position; ++row) {
      if (!table.in.row_used[row]) continue;
      for (int64_t i = 0; i < 48; ++i) {
        const double cos = table.cos(row, i);
        const double sin = table.sin(row, i);
        ASSERT_NEAR(cos * cos + sin * sin, 1.0, 2e-7) << theta << ", row " << row;
      }
    }
  }
}

TEST(Inputs, IdentityRowsAreOneAndPlusZero) {
  const Table table("rkv1:num_tokens=4,max_position=4,rotary_dim=6,table=identity");
  for (int64_t row = 0; row < 4; ++row) {
    for (int64_t i = 0; i < 3; ++i) {
      EXPECT_EQ(table.cos(row, i), 1.0f);
      EXPECT_EQ(std::bit_cast<uint32_t>(table.sin(row, i)), 0u);
    }
  }
}

// cos of a pair says nothing about its sin, so a kernel that derives one from the other fails.
TEST(Inputs, WildRowsAreOffTheUnitCircleWithTheNumbersThatShortcutsLike) {
  const Table table("rkv1:num_tokens=200,max_position=200,head_dim=128,table=wild");
  int64_t on_circle = 0;
  int64_t zeros = 0, ones = 0, large = 0;
  for (int64_t row = 0; row < 200; ++row) {
    for (int64_t i = 0; i < 64; ++i) {
      const float cos = table.cos(row, i);
      const float sin = table.sin(row, i);
      ASSERT_TRUE(std::isfinite(cos) && std::isfinite(sin));
      on_circle += std::fabs(cos * cos + sin * sin - 1.0f) < 1e-3f;
      zeros += cos == 0;
      ones += std::fabs(cos) == 1.0f;
      large += std::fabs(cos) == 10'000.0f;
    }
  }
  EXPECT_LT(on_circle, 128);  // of 12800
  for (const int64_t count : {zeros, ones, large}) EXPECT_NEAR(static_cast<double>(count), 200, 80);
}

// The f32 bits are those of the code in memory, so that the reference takes what the kernel reads.
TEST(Inputs, SixteenBitTablesHoldTheF32TableRounded) {
  for (const std::string kind : {"real:10000", "wild", "identity"}) {
    const std::string keys = "rkv1:num_tokens=100,max_position=100,table=" + kind;
    const Table wide(keys);
    for (const DType dtype : {DType::kF16, DType::kBF16}) {
      const Table narrow(keys + (dtype == DType::kF16 ? ",table_dtype=f16" : ",table_dtype=bf16"));
      for (size_t i = 0; i < wide.in.cos_sin_cache.size(); ++i) {
        const uint32_t bits = narrow.in.cos_sin_cache[i];
        const uint32_t code = table_code(narrow.c, bits);
        ASSERT_EQ(code, code_from_f32(dtype, wide.in.cos_sin_cache[i]));
        ASSERT_EQ(f32_from_code(dtype, code), bits);
        ASSERT_TRUE(is_finite_code(dtype, code));
      }
    }
    EXPECT_EQ(table_code(wide.c, 0x12345678u), 0x12345678u);
  }
}

TEST(Inputs, RowsThatNoTokenUsesStayZero) {
  for (const std::string_view kind : {"real:10000", "wild", "identity"}) {
    const Table table("rkv1:num_tokens=3,max_position=8,positions=list:2x2+5,table=" +
                      std::string(kind));
    EXPECT_EQ(table.in.row_used, std::vector<uint8_t>({0, 0, 1, 0, 0, 1, 0, 0}));
    for (int64_t row = 0; row < 8; ++row) {
      uint32_t any = 0;
      for (int64_t column = 0; column < 64; ++column) {
        any |= std::bit_cast<uint32_t>(table.at(row, column));
      }
      EXPECT_EQ(any != 0, table.in.row_used[row] == 1) << row;
    }
  }
}

TEST(Inputs, IndexArraysHoldWhatThePatternsSay) {
  const Table table("rkv1:num_tokens=50,num_slots_given=40,positions=random:1,bad_positions=300");
  ASSERT_EQ(table.in.positions.size(), 50u);
  ASSERT_EQ(table.in.slot_mapping.size(), 40u);
  for (int64_t t = 0; t < 50; ++t) {
    EXPECT_EQ(table.in.positions[t], position_of(table.c, t));
    if (t < 40) {
      EXPECT_EQ(table.in.slot_mapping[t], slot_of(table.c, t));
    }
    EXPECT_EQ(table.in.position_in_table(t),
              table.in.positions[t] >= 0 && table.in.positions[t] < 64);
  }
}

TEST(Inputs, ShrinkingTheTableOrTheTokensKeepsTheRowsThatAreLeft) {
  for (const std::string table : {"real:10000", "wild"}) {
    const std::string keys = ",positions=same:7,data_seed=3,table=" + table;
    const Table large("rkv1:num_tokens=9,max_position=100" + keys);
    const Table small("rkv1:num_tokens=2,max_position=8" + keys);
    for (int64_t column = 0; column < 64; ++column) {
      EXPECT_EQ(large.at(7, column), small.at(7, column));
    }
  }
}

}  // namespace
}  // namespace ropekv
