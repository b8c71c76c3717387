// Google Benchmark as we drive it: every contender as often as asked, in no fixed order.
#include "fuzz/bench/rounds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace ropekv {
namespace {

// Three contenders that say 1, 2 and 3 seconds, and note when they were asked.
std::vector<Timed> contenders(std::vector<int>* asked) {
  std::vector<Timed> all;
  for (int i = 0; i < 3; ++i) {
    all.push_back({std::to_string(i), [asked, i] {
                     asked->push_back(i);
                     return i + 1.0;
                   }});
  }
  return all;
}

TEST(Rounds, GiveEachContenderItsOwnSecondsInEveryRound) {
  std::vector<int> asked;
  const auto seconds = time_in_rounds(contenders(&asked), 8);
  ASSERT_EQ(seconds.size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(seconds[i].size(), 8U);
    for (const double s : seconds[i]) EXPECT_NEAR(s, static_cast<double>(i) + 1, 1e-9);
    // One untimed and three timed in each round.
    EXPECT_EQ(std::ranges::count(asked, static_cast<int>(i)), 32);
  }
}

TEST(Rounds, TakeTheContendersInTurns) {
  std::vector<int> asked;
  time_in_rounds(contenders(&asked), 30);
  int64_t turns = 0;
  for (size_t i = 1; i < asked.size(); ++i) turns += asked[i] != asked[i - 1];
  EXPECT_GT(turns, 30);  // one after the other it would be 2
}

TEST(Rounds, RunAgainWithOtherContenders) {
  std::vector<int> asked;
  auto all = contenders(&asked);
  time_in_rounds(all, 2);
  all.pop_back();
  EXPECT_EQ(time_in_rounds(all, 3).size(), 2U);
}

TEST(Rounds, PassOnWhatAContenderThrows) {
  const Timed broken{"broken", []() -> double { throw std::runtime_error("out of order"); }};
  EXPECT_THROW(time_in_rounds({broken}, 2), std::runtime_error);
}

}  // namespace
}  // namespace ropekv
