#include "kernels/thread_order.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace ropekv {
namespace {

using Thread = std::pair<uint32_t, uint32_t>;

std::vector<Thread> run(uint32_t blocks, uint32_t threads, HostLaunch how) {
  std::vector<Thread> seen;
  for_each_thread(blocks, threads, how, [&](uint32_t b, uint32_t t) { seen.push_back({b, t}); });
  return seen;
}

TEST(Permutation, IsABijectionForEverySmallSize) {
  for (uint64_t size = 1; size <= 300; ++size) {
    for (uint64_t seed : {0U, 1U, 77U}) {
      const Permutation permutation(size, seed);
      std::vector<bool> hit(size, false);
      for (uint64_t i = 0; i < size; ++i) {
        const uint64_t j = permutation(i);
        ASSERT_LT(j, size);
        ASSERT_FALSE(hit[j]) << "size " << size << " seed " << seed << " index " << i;
        hit[j] = true;
      }
    }
  }
}

TEST(Permutation, IsABijectionForALargeOddSize) {
  constexpr uint64_t kSize = (1U << 20) + 7;
  const Permutation permutation(kSize, 3);
  std::vector<bool> hit(kSize, false);
  for (uint64_t i = 0; i < kSize; ++i) hit.at(permutation(i)) = true;
  for (uint64_t i = 0; i < kSize; ++i) ASSERT_TRUE(hit[i]) << i;
}

TEST(Permutation, ReachesIndicesPast32Bits) {
  constexpr uint64_t kSize = uint64_t{1} << 40;
  const Permutation permutation(kSize, 3);
  uint64_t all_bits = 0;
  for (uint64_t i = 0; i < 1000; ++i) {
    const uint64_t j = permutation(i);
    ASSERT_LT(j, kSize);
    all_bits |= j;
  }
  EXPECT_EQ(all_bits, kSize - 1);
}

TEST(Permutation, LeavesFewPlacesWhereTheyWere) {
  constexpr uint64_t kSize = 10000;
  const Permutation permutation(kSize, 5);
  int unmoved = 0;
  for (uint64_t i = 0; i < kSize; ++i) unmoved += permutation(i) == i ? 1 : 0;
  EXPECT_LT(unmoved, 10);  // one is expected
}

TEST(ThreadOrder, ForwardAndReverseMirrorEachOther) {
  auto forward = run(3, 5, {ThreadOrder::kForward});
  const auto reverse = run(3, 5, {ThreadOrder::kReverse});
  EXPECT_EQ(forward.front(), Thread(0, 0));
  EXPECT_EQ(forward.size(), 15U);
  std::reverse(forward.begin(), forward.end());
  EXPECT_EQ(forward, reverse);
}

TEST(ThreadOrder, ShuffledRunsEveryThreadOnceAndFollowsItsSeed) {
  const auto forward = run(7, 33, {ThreadOrder::kForward});
  const auto one = run(7, 33, {ThreadOrder::kShuffled, 1});
  EXPECT_EQ(one, run(7, 33, {ThreadOrder::kShuffled, 1}));
  EXPECT_NE(one, run(7, 33, {ThreadOrder::kShuffled, 2}));
  EXPECT_NE(one, forward);
  auto sorted = one;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, forward);
}

TEST(ThreadOrder, AnEmptyGridRunsNothing) {
  for (ThreadOrder order : {ThreadOrder::kForward, ThreadOrder::kReverse, ThreadOrder::kShuffled}) {
    EXPECT_TRUE(run(0, 32, {order}).empty());
  }
}

}  // namespace
}  // namespace ropekv
