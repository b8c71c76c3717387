// The set of blocks is a set: any order, any overlap, any number of times.
#include "fuzz/block_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "fuzz/block_choice.h"

namespace ropekv {
namespace {

// A campaign in which case k has the line "k".
BlockResult result_of(const BlockKey& key, Verdict verdict = Verdict::kPassed) {
  BlockResult result;
  for (uint64_t ordinal = key.first(); ordinal < key.end(); ++ordinal) {
    const uint64_t k = key.family.index_of(ordinal);
    Judgement judgement;
    judgement.verdict = k % 50 == 7 ? Verdict::kFailed : verdict;
    result.add(k, Case{}, std::to_string(k), judgement, "bug");
  }
  return result;
}

std::vector<BlockKey> blocks_of(const BlockFamily& family, uint64_t end_idx) {
  std::vector<BlockKey> keys;
  const uint64_t end = family.ordinals_below(end_idx);
  for (uint64_t i = 0; i * kBlockCases < end; ++i) {
    keys.push_back({family, 0, i, std::min(kBlockCases, end - i * kBlockCases)});
  }
  return keys;
}

void add_all(const std::vector<BlockKey>& keys, BlockSet* set) {
  for (const BlockKey& key : keys) set->add(key, result_of(key));
}

std::string digest_of(const BlockSet& set) {
  return digest_text(sum_of(set, choose_blocks(set)).stats.digest);
}

BlockSet whole(uint64_t end_idx) {
  BlockSet set;
  add_all(blocks_of({}, end_idx), &set);
  return set;
}

TEST(BlockSet, IsSmallHoweverLongTheCampaign) {
  const BlockSet set = whole(100'000);
  EXPECT_LT(set.keys().size(), 20u);
  EXPECT_EQ(set.num_indices(), 100'000u);
  EXPECT_EQ(sum_of(set, choose_blocks(set)).stats.done(), 100'000u);
  EXPECT_EQ(sum_of(set, choose_blocks(set)).failures.at("bug").num_cases, 2000u);
  EXPECT_EQ(sum_of(set, choose_blocks(set)).failures.at("bug").first_idx, 7u);
}

TEST(BlockSet, DoesNotAskForTheOrderNorForRepetition) {
  const std::string expected = digest_of(whole(1000));
  for (uint32_t seed = 0; seed < 20; ++seed) {
    std::vector<BlockKey> keys = blocks_of({}, 1000);
    keys.insert(keys.end(), keys.begin(), keys.begin() + 30);
    std::shuffle(keys.begin(), keys.end(), std::mt19937(seed));
    BlockSet set;
    add_all(keys, &set);
    EXPECT_EQ(digest_of(set), expected);
    EXPECT_EQ(interval_text(choose_blocks(set)), "[0,1000)");
  }
}

TEST(BlockSet, UnionOfStoresThatDidDifferentParts) {
  const std::vector<BlockKey> all = blocks_of({}, 1000);
  for (uint32_t seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    BlockSet a, b, ab, ba;
    for (const BlockKey& key : all) {
      const auto where = random() % 3;
      if (where != 0) a.add(key, result_of(key));
      if (where != 1) b.add(key, result_of(key));
    }
    for (const BlockSet* from : {&a, &b, &a}) {
      for (const BlockKey& key : from->keys()) ab.add(key, from->at(key));
    }
    for (const BlockSet* from : {&b, &a}) {
      for (const BlockKey& key : from->keys()) ba.add(key, from->at(key));
    }
    EXPECT_EQ(digest_of(ab), digest_of(whole(1000)));
    EXPECT_EQ(digest_of(ba), digest_of(ab));
    EXPECT_EQ(ab.keys(), ba.keys());
  }
}

TEST(BlockSet, SevenShardsAreTheWhole) {
  BlockSet set;
  for (const uint64_t shard : {3, 0, 6, 2, 2, 5, 1, 4}) add_all(blocks_of({7, shard}, 1003), &set);
  EXPECT_EQ(digest_of(set), digest_of(whole(1003)));
  EXPECT_EQ(interval_text(choose_blocks(set)), "[0,1003)");
}

TEST(BlockSet, ShardsOfAnotherTotalCountOnce) {
  BlockSet set = whole(1003);
  add_all(blocks_of({7, 2}, 1003), &set);
  const BlockChoice choice = choose_blocks(set);
  EXPECT_EQ(choice.num_counted, 1003u);
  EXPECT_EQ(choice.num_elsewhere, 143u);
  EXPECT_EQ(choice.num_left_out, 0u);
  EXPECT_EQ(digest_of(set), digest_of(whole(1003)));
}

TEST(BlockSet, CommonIndicesAreThoseOfBoth) {
  for (const uint64_t m : {1, 2, 3, 6, 7}) {
    for (const uint64_t n : {1, 2, 4, 6}) {
      const BlockKey a{{m, m - 1}, 1, 2, 30};
      const BlockKey b{{n, n / 2}, 2, 1, 64};
      uint64_t common = 0;
      for (uint64_t i = a.first(); i < a.end(); ++i) {
        const uint64_t k = a.family.index_of(i);
        common += k % n == n / 2 && k >= b.family.index_of(b.first()) &&
                  k <= b.family.index_of(b.end() - 1);
      }
      EXPECT_EQ(num_common_indices(a, b), common) << m << ' ' << n;
      EXPECT_EQ(num_common_indices(b, a), common) << m << ' ' << n;
    }
  }
}

TEST(BlockSet, OfShardsOfHugeTotalsIsSoonCompared) {
  const BlockKey a{{999'983, 5}, 0, 0, 16};
  const BlockKey b{{999'979, 999'978}, 30, 0, 16};
  EXPECT_EQ(num_common_indices(a, b), num_common_indices(b, a));
  for (int i = 0; i < 100'000; ++i) num_common_indices(a, b);
  EXPECT_EQ(num_common_indices(a, {{1, 0}, 30, 0, 16ull << 30}), 16u);
  BlockSet set;
  set.add({{1'000'000, 3}, 0, 0, 16}, BlockResult());
  EXPECT_EQ(interval_text(choose_blocks(set)), "[0,15000004) shard 3/1000000");
}

TEST(BlockSet, ALongerRunReplacesItsUnfinishedLastBlock) {
  BlockSet set = whole(1000);  // 62 blocks and 8 cases
  EXPECT_TRUE(set.is_done({}, 62, 8));
  EXPECT_FALSE(set.is_done({}, 62, 16));
  const BlockKey last{{}, 0, 62, 16};
  EXPECT_EQ(set.add(last, result_of(last)).added, Added::kNew);
  EXPECT_EQ(digest_of(set), digest_of(whole(1008)));
  const BlockKey shorter{{}, 0, 62, 8};
  EXPECT_EQ(set.add(shorter, result_of(shorter)).added, Added::kKnown);
  EXPECT_EQ(digest_of(set), digest_of(whole(1008)));
}

TEST(BlockSet, AnotherVerdictForTheSameBlockIsAConflictThatEndsTheSameEitherWay) {
  const BlockKey key{{}, 0, 0, 16};
  const BlockKey far{{}, 0, 5, 16};
  BlockSet a, b;
  a.add(far, result_of(far));
  EXPECT_EQ(a.add(key, result_of(key)).added, Added::kNew);
  EXPECT_EQ(a.add(key, result_of(key, Verdict::kMistrusted)).added, Added::kConflict);
  b.add(key, result_of(key, Verdict::kMistrusted));
  EXPECT_EQ(b.add(key, result_of(key)).added, Added::kConflict);
  b.add(far, result_of(far));
  EXPECT_EQ(digest_of(a), digest_of(b));
}

TEST(BlockChoice, NamesWhatIsDone) {
  BlockSet set;
  EXPECT_EQ(interval_text(choose_blocks(set)), "[0,0)");
  add_all({{{}, 0, 0, 16}, {{}, 0, 1, 16}, {{}, 0, 5, 16}}, &set);
  EXPECT_EQ(interval_text(choose_blocks(set)), "[0,32)+[80,96)");
  BlockSet shard;
  add_all(blocks_of({3, 1}, 40), &shard);
  EXPECT_EQ(interval_text(choose_blocks(shard)), "[0,38) shard 1/3");
  EXPECT_EQ(interval_text(choose_blocks(shard), 40), "[0,40) shard 1/3");
}

}  // namespace
}  // namespace ropekv
