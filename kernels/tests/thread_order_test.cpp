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

// Never edit the numbers: a case line that fails in one shuffled order must fail for ever.
TEST(Permutation, OfASeedIsWhatItWas) {
  const auto first = [](uint64_t size) {
    const Permutation permutation(size, 7);
    std::vector<uint64_t> images;
    for (uint64_t i = 0; i < 6; ++i) images.push_back(permutation(i));
    return images;
  };
  using Images = std::vector<uint64_t>;
  EXPECT_EQ(first(10), (Images{6, 1, 2, 9, 8, 5}));
  EXPECT_EQ(first(1000), (Images{941, 441, 567, 760, 669, 465}));
  EXPECT_EQ(first(uint64_t{1} << 33),
            (Images{1576149430, 1955035260, 4840463836, 11168737, 228186608, 3051935521}));
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
