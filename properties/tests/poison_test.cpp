#include "properties/poison.h"

#include <gtest/gtest.h>

#include <set>

#include "reference/float_codes.h"

namespace ropekv {
namespace {

constexpr int64_t kSomeBytes = 1 << 16;

TEST(Poison, IsANanInEveryDtype) {
  for (const bool complement : {false, true}) {
    const Poison poison{42, complement};
    for (int64_t offset = 0; offset < kSomeBytes; offset += 4) {
      const uint32_t f32 = static_cast<uint32_t>(poison.element(offset, 4));
      ASSERT_TRUE(is_nan_code(DType::kF32, f32)) << std::hex << f32;
      ASSERT_TRUE(is_nan_code(DType::kBF16, f32 & 0xFFFFu));
      ASSERT_TRUE(is_nan_code(DType::kF16, f32 & 0xFFFFu));
    }
  }
}

TEST(Poison, DiffersFromItsComplementInEveryByte) {
  const Poison poison{42, false};
  const Poison complement{42, true};
  for (int64_t offset = 0; offset < kSomeBytes; offset += 8) {
    const uint64_t difference = poison.word(offset) ^ complement.word(offset);
    for (int byte = 0; byte < 8; ++byte) ASSERT_NE(difference >> (8 * byte) & 0xFF, 0u);
  }
}

TEST(Poison, TellsPlacesApart) {
  const Poison poison{42, false};
  std::set<uint64_t> words;
  for (int64_t offset = 0; offset < kSomeBytes; offset += 8) words.insert(poison.word(offset));
  EXPECT_GT(words.size(), kSomeBytes / 8 * 99 / 100);
}

// Far apart, too: a kernel whose offset wraps at 2^31 or 2^32 must not find the same bytes there.
TEST(Poison, TellsPlacesApartThatAnOffsetTakesForOne) {
  const Poison poison{42, false};
  int same = 0;
  for (int64_t offset = 0; offset < kSomeBytes; offset += 8) {
    for (const int shift : {31, 32, 33, 34, 35, 36}) {
      same += poison.word(offset) == poison.word(offset + (int64_t{1} << shift));
    }
  }
  EXPECT_LT(same, 6 * kSomeBytes / 8 / 1000);
}

// Rows of another tensor, or of another seed, are not taken for this place's poison.
TEST(Poison, DependsOnItsSeed) {
  int same = 0;
  for (int64_t offset = 0; offset < kSomeBytes; offset += 8) {
    same += Poison{42, false}.word(offset) == Poison{43, false}.word(offset);
  }
  EXPECT_LT(same, kSomeBytes / 8 / 1000);
}

TEST(Poison, ElementsAreSlicesOfTheSameBytes) {
  const Poison poison{7, true};
  for (int64_t offset = 0; offset < 64; offset += 8) {
    const uint64_t word = poison.word(offset);
    EXPECT_EQ(poison.element(offset, 8), word);
    EXPECT_EQ(poison.element(offset + 4, 4), word >> 32);
    for (int64_t half = 0; half < 4; ++half) {
      EXPECT_EQ(poison.half_word(offset + 2 * half), word >> (16 * half) & 0xFFFF);
      EXPECT_EQ(poison.element(offset + 2 * half, 2), word >> (16 * half) & 0xFFFF);
    }
    for (int64_t byte = 0; byte < 8; ++byte) {
      EXPECT_EQ(poison.element(offset + byte, 1), word >> (8 * byte) & 0xFF);
    }
  }
}

}  // namespace
}  // namespace ropekv
