// Known answers of Philox4x32-10, from kat_vectors of its authors' library, Random123.
#include "reference/philox.h"

#include <gtest/gtest.h>

#include <set>

namespace ropekv {
namespace {

void expect_words(const Philox4& got, const Philox4& want) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(got.word[i], want.word[i]) << "word " << i;
}

TEST(Philox, GivesTheKnownAnswerForZeros) {
  expect_words(philox4x32({{0, 0, 0, 0}}, 0), {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}});
}

TEST(Philox, GivesTheKnownAnswerForOnes) {
  expect_words(philox4x32({{~0u, ~0u, ~0u, ~0u}}, ~uint64_t{0}),
               {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}});
}

TEST(Philox, GivesTheKnownAnswerForTheDigitsOfPi) {
  expect_words(philox4x32({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, 0x299f31d0'a4093822u),
               {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}});
}

// Both halves of the 64-bit index and the stream must count, or items would repeat.
TEST(Philox, SixtyFourBitsDependOnSeedStreamAndTheWholeIndex) {
  std::set<uint64_t> seen;
  for (const uint64_t seed : {uint64_t{0}, uint64_t{1}, uint64_t{1} << 32}) {
    for (const uint32_t stream : {0u, 1u, 7u}) {
      for (const uint64_t index : {uint64_t{0}, uint64_t{1}, uint64_t{1} << 32}) {
        EXPECT_TRUE(seen.insert(philox64(seed, stream, index)).second);
      }
    }
  }
  const Philox4 first = philox4x32({{0, 0, 0, 0xFFFFFFFFu}}, 0);
  EXPECT_EQ(philox64(0, 0, 0), (uint64_t{first.word[1]} << 32) | first.word[0]);
  // Never the word that the data of the same stream number begins with.
  EXPECT_NE(philox64(0, 0, 0), 0xe169c58d'6627e8d5u);
}

}  // namespace
}  // namespace ropekv
