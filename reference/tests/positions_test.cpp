#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>

#include "reference/indices.h"
#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::case_of;

std::vector<int64_t> positions(const std::string& keys) {
  const Case c = case_of("rkv1:" + keys);
  std::vector<int64_t> found;
  for (int64_t t = 0; t < c.num_tokens; ++t) found.push_back(position_of(c, t));
  return found;
}

TEST(Positions, EveryPatternStaysInTheTable) {
  for (const char* pattern : {"iota", "repeated", "descending", "same", "random", "edges"}) {
    for (const char* arg : {"1", "5", "4095", "4294967296", "18446744073709551615"}) {
      for (const int64_t rows : {1, 2, 3, 100, 2147483647}) {
        for (const int64_t p : positions("num_tokens=300,max_position=" + std::to_string(rows) +
                                         ",positions=" + pattern + ":" + arg)) {
          ASSERT_GE(p, 0) << pattern << ':' << arg;
          ASSERT_LT(p, rows) << pattern << ':' << arg;
        }
      }
    }
  }
}

TEST(Positions, PatternsAreWhatTheirNamesSay) {
  using List = std::vector<int64_t>;
  const std::string five = "num_tokens=5,max_position=4,positions=";
  EXPECT_EQ(positions(five + "iota:2"), List({2, 3, 0, 1, 2}));
  EXPECT_EQ(positions(five + "repeated:3"), List({0, 1, 2, 0, 1}));
  EXPECT_EQ(positions(five + "repeated:18446744073709551615"), List({0, 1, 2, 3, 0}));
  EXPECT_EQ(positions(five + "descending:1"), List({1, 0, 3, 2, 1}));
  EXPECT_EQ(positions(five + "same:6"), List({2, 2, 2, 2, 2}));
  EXPECT_EQ(positions(five + "list:3x2+0..2"), List({3, 3, 0, 1, 2}));
}

TEST(Positions, EdgesVisitBothEndsOfTheTableAndRandomMostOfIt) {
  const auto edges = positions("num_tokens=200,max_position=1000,positions=edges:1");
  for (const int64_t row : {0, 1, 998, 999}) {
    EXPECT_GT(std::count(edges.begin(), edges.end(), row), 5) << row;
  }
  const auto random = positions("num_tokens=2000,max_position=1000,positions=random:1");
  EXPECT_GT(std::set<int64_t>(random.begin(), random.end()).size(), 800u);  // 1 - 1/e^2 = 0.86
}

TEST(Positions, BadPositionsLieOutsideTheTableAndFitTheirType) {
  for (const std::string type : {"int32", "int64"}) {
    for (const int64_t rows : {int64_t{1}, int64_t{64}, int64_t{2147483647}}) {
      const auto found = positions("num_tokens=500,position_dtype=" + type +
                                   ",max_position=" + std::to_string(rows) + ",bad_positions=1000");
      std::set<int64_t> kinds;
      for (const int64_t p : found) {
        ASSERT_TRUE(p < 0 || p >= rows) << p;
        if (type == "int32") {
          ASSERT_EQ(p, static_cast<int32_t>(p));
        }
        kinds.insert(p);
      }
      // Below, just past the end, and far off on both sides are each there.
      EXPECT_TRUE(kinds.contains(-1));
      EXPECT_TRUE(kinds.contains(rows));
      EXPECT_LE(*kinds.begin(), std::numeric_limits<int32_t>::min());
      EXPECT_GE(*kinds.rbegin(), std::numeric_limits<int32_t>::max());
    }
  }
}

TEST(Positions, AsManyPositionsAreBadAsTheCaseSays) {
  const std::string keys = "num_tokens=20000,max_position=64,positions=random:3,data_seed=9";
  const auto good = positions(keys);
  const auto some = positions(keys + ",bad_positions=100");
  int64_t bad = 0;
  for (size_t t = 0; t < good.size(); ++t) {
    const bool outside = some[t] < 0 || some[t] >= 64;
    bad += outside;
    if (!outside) {
      ASSERT_EQ(some[t], good[t]) << "the other positions stay as they were";
    }
  }
  EXPECT_NEAR(static_cast<double>(bad), 2000, 300);
}

}  // namespace
}  // namespace ropekv
