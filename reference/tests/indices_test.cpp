#include "reference/indices.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>

#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::case_of;

// First, since a mistake about what is permuted may well never end.
TEST(Indices, TheLastTokenOfAFullPoolMayHaveAnySlot) {
  std::set<int64_t> seen;
  for (int seed = 0; seed < 200; ++seed) {
    const std::string slots = "permuted:" + std::to_string(seed);
    seen.insert(slot_of(case_of("rkv1:num_tokens=10,num_slots=10,slots=" + slots), 9));
  }
  EXPECT_EQ(seen.size(), 10u);
  EXPECT_EQ(*seen.rbegin(), 9);
}

TEST(Indices, PermutedIsABijectionOfEverySize) {
  std::vector<uint64_t> sizes{100, 255, 256, 257, 1000, 4095, 4096, 4097, 65537};
  for (uint64_t size = 1; size <= 70; ++size) sizes.push_back(size);
  for (const uint64_t size : sizes) {
    for (const uint64_t seed : {uint64_t{0}, uint64_t{1}, ~uint64_t{0}}) {
      std::vector<bool> hit(size);
      for (uint64_t i = 0; i < size; ++i) {
        const uint64_t image = permuted(seed, size, i);
        ASSERT_LT(image, size);
        ASSERT_FALSE(hit[image]) << "size " << size << ", seed " << seed << ", index " << i;
        hit[image] = true;
      }
    }
  }
}

TEST(Indices, PermutedMovesMostIndicesAndDependsOnTheSeed) {
  int fixed = 0;
  int equal = 0;
  for (uint64_t i = 0; i < 1000; ++i) {
    fixed += permuted(1, 1000, i) == i;
    equal += permuted(1, 1000, i) == permuted(2, 1000, i);
  }
  EXPECT_LT(fixed, 20);
  EXPECT_LT(equal, 20);
}

TEST(Indices, PermutedStaysInPoolsLargerThanTwoToTheThirtyOne) {
  const uint64_t size = (uint64_t{1} << 32) - 5;
  std::set<uint64_t> images;
  for (uint64_t i = 0; i < 10'000; ++i) images.insert(permuted(7, size, i));
  EXPECT_EQ(images.size(), 10'000u);
  EXPECT_LT(*images.rbegin(), size);
  EXPECT_GT(*images.rbegin(), size / 2) << "far slots must be reached";
}

TEST(Indices, SlotPatternsGiveDistinctSlotsOfThePool) {
  for (const char* slots :
       {"permuted:0", "permuted:18446744073709551615", "iota:0", "iota:5",
        "iota:18446744073709551615", "tail", "clustered:3:1", "clustered:3:4", "clustered:9:16",
        "clustered:1:37", "clustered:1:1000", "clustered:2:18446744073709551615"}) {
    for (const int num_slots : {37, 40, 64}) {
      const Case c =
          case_of("rkv1:num_tokens=37,num_slots=" + std::to_string(num_slots) + ",slots=" + slots);
      std::set<int64_t> seen;
      for (int64_t t = 0; t < c.num_tokens; ++t) {
        const int64_t slot = slot_of(c, t);
        ASSERT_GE(slot, 0) << slots;
        ASSERT_LT(slot, num_slots) << slots;
        ASSERT_TRUE(seen.insert(slot).second) << slots << " repeats slot " << slot;
      }
    }
  }
}

TEST(Indices, ClustersAreRunsOfConsecutiveSlots) {
  const Case c = case_of("rkv1:num_tokens=40,num_slots=64,slots=clustered:5:8");
  int64_t in_place = 0;
  for (int64_t t = 0; t < 40; ++t) {
    EXPECT_EQ(slot_of(c, t) % 8, t % 8);
    EXPECT_EQ(slot_of(c, t) / 8, slot_of(c, t / 8 * 8) / 8);
    in_place += slot_of(c, t) == t;
  }
  EXPECT_LT(in_place, 40) << "runs lie at permuted places";
}

TEST(Indices, SlotPatternsStartWhereTheySay) {
  EXPECT_EQ(slot_of(case_of("rkv1:num_tokens=9,num_slots=10,slots=iota:8"), 0), 8);
  EXPECT_EQ(slot_of(case_of("rkv1:num_tokens=9,num_slots=10,slots=iota:8"), 2), 0);
  EXPECT_EQ(slot_of(case_of("rkv1:num_tokens=9,num_slots=10,slots=tail"), 0), 9);
  EXPECT_EQ(slot_of(case_of("rkv1:num_tokens=3,slots=list:2+-1+0"), 2), 0);
}

TEST(Indices, CollidingTokensShareAsManySlotsAsTheCaseSays) {
  const auto slots = [](const std::string& keys) {
    const Case c = case_of("rkv1:num_tokens=200,num_slots=1000,slots=colliding:" + keys);
    std::vector<int64_t> found;
    for (int64_t t = 0; t < 200; ++t) found.push_back(slot_of(c, t));
    return found;
  };
  for (const size_t distinct : {1u, 2u, 7u, 20u}) {
    const auto found = slots("5:" + std::to_string(distinct));
    const std::set<int64_t> different(found.begin(), found.end());
    EXPECT_EQ(different.size(), distinct);
    EXPECT_GE(*different.begin(), 0);
    EXPECT_LT(*different.rbegin(), 1000);
  }
  EXPECT_NE(slots("5:7"), slots("6:7"));
  // More than the pool has: all of its slots, and no token is beyond its capacity.
  const Case small =
      case_of("rkv1:num_tokens=50,num_slots=3,slots=colliding:1:18446744073709551615");
  for (int64_t t = 0; t < 50; ++t) {
    EXPECT_GE(slot_of(small, t), 0);
    EXPECT_LT(slot_of(small, t), 3);
  }
  EXPECT_EQ(slot_of(case_of("rkv1:slots=colliding:1:9,holes=all"), 0), -1);
}

// The tokens of 10 that get no slot.
std::set<int64_t> holes(const std::string& keys) {
  const Case c = case_of("rkv1:num_tokens=10," + keys);
  std::set<int64_t> found;
  for (int64_t t = 0; t < c.num_slots_given; ++t) {
    const int64_t slot = slot_of(c, t);
    if (slot < 0 || slot >= c.num_slots) found.insert(t);
  }
  return found;
}

TEST(Indices, HolesLieWhereTheirPatternSays) {
  using Set = std::set<int64_t>;
  EXPECT_EQ(holes("holes=none"), Set());
  EXPECT_EQ(holes("holes=all").size(), 10u);
  EXPECT_EQ(holes("holes=tail:0"), Set());
  EXPECT_EQ(holes("holes=tail:3"), Set({7, 8, 9}));
  EXPECT_EQ(holes("num_slots_given=8,holes=tail:3"), Set({5, 6, 7}));
  EXPECT_EQ(holes("holes=tail:10").size(), 10u);
  EXPECT_EQ(holes("holes=tail:18446744073709551615").size(), 10u) << "token + N must not wrap";
  EXPECT_EQ(holes("holes=every:4"), Set({3, 7}));
  EXPECT_EQ(holes("holes=every:1").size(), 10u);
  EXPECT_EQ(holes("holes=random:5:0"), Set());
  EXPECT_EQ(holes("holes=random:5:1000").size(), 10u);
  EXPECT_NE(holes("holes=random:5:500"), holes("holes=random:6:500"));
  EXPECT_EQ(holes("num_slots=6"), Set({6, 7, 8, 9})) << "tokens beyond the pool's capacity";
}

TEST(Indices, EveryHoleValueMeansNoSlotInItsIndexType) {
  constexpr auto kLowest = std::numeric_limits<int64_t>::min();
  const auto hole = [](const std::string& keys) {
    return slot_of(case_of("rkv1:num_tokens=3,holes=all," + keys), 1);
  };
  EXPECT_EQ(hole("hole_value=minus_one"), -1);
  EXPECT_EQ(hole("hole_value=past_end"), 3);
  EXPECT_EQ(hole("hole_value=lowest"), kLowest);
  EXPECT_EQ(hole("slot_dtype=int32,hole_value=lowest"), std::numeric_limits<int32_t>::min());
  EXPECT_EQ(hole("slot_dtype=int32,num_slots=2147483647,hole_value=past_end"), 2147483647);
  EXPECT_EQ(hole("num_slots=9,reserved_slot=7,hole_value=reserved"), 7);
}

}  // namespace
}  // namespace ropekv
