// A union that asks neither for the order nor for repetition, and hides no contradiction.
#include "fuzz/block_merge.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "fuzz/block_choice.h"

namespace ropekv {
namespace {

constexpr uint64_t kNumBlocks = 24;

// Of a campaign in which case k has the line "k"; every 50th fails, and all of those in `broken`.
BlockResult result_of(const BlockKey& key, bool broken = false) {
  BlockResult result;
  for (uint64_t k = key.first(); k < key.end(); ++k) {
    Judgement judgement;
    if (broken || k % 50 == 7) judgement.verdict = Verdict::kFailed;
    result.add(k, Case{}, std::to_string(k), judgement, broken ? "other" : "bug");
  }
  return result;
}

BlockSet set_of(const std::vector<uint64_t>& numbers, const std::set<uint64_t>& broken = {}) {
  BlockSet set;
  for (const uint64_t i : numbers) {
    const BlockKey key{{}, 0, i, kBlockCases};
    set.add(key, result_of(key, broken.contains(i)));
  }
  return set;
}

std::vector<const BlockSet*> pointers(const std::vector<BlockSet>& sets) {
  std::vector<const BlockSet*> all;
  for (const BlockSet& set : sets) all.push_back(&set);
  return all;
}

std::string told(const BlockMerge& merge) {
  std::string text = std::to_string(merge.num_not_compared);
  for (const std::string& conflict : merge.conflicts) text += '\n' + conflict;
  for (const BlockKey& key : merge.blocks.keys()) {
    text += fmt::format("\n{} {} {}", key.first(), key.count,
                        digest_text(merge.blocks.at(key).stats.digest));
  }
  return text;
}

std::vector<uint64_t> all_blocks() {
  std::vector<uint64_t> all(kNumBlocks);
  for (uint64_t i = 0; i < kNumBlocks; ++i) all[i] = i;
  return all;
}

TEST(BlockMerge, IsAFunctionOfTheSetsInAnyOrderAndAnyNumber) {
  const bool holds = rc::check([] {
    std::vector<BlockSet> sets;
    for (int i = 0; i < 3; ++i) {
      const auto some =
          rc::gen::container<std::vector<uint64_t>>(rc::gen::inRange<uint64_t>(0, kNumBlocks));
      const auto broken = *rc::gen::container<std::set<uint64_t>>(
          *rc::gen::inRange<size_t>(0, 2), rc::gen::inRange<uint64_t>(0, kNumBlocks));
      sets.push_back(set_of(*some, broken));
    }
    const BlockMerge merge = merge_blocks(pointers(sets));
    const std::string expected = told(merge);
    std::vector<const BlockSet*> others = pointers(sets);
    others.push_back(others[*rc::gen::inRange<size_t>(0, 3)]);
    std::ranges::rotate(others, others.begin() + *rc::gen::inRange<int>(0, 4));
    if (*rc::gen::arbitrary<bool>()) std::ranges::reverse(others);
    RC_ASSERT(told(merge_blocks(others)) == expected);
    others.push_back(&merge.blocks);  // into what was merged already
    const BlockMerge again = merge_blocks(others);
    const BlockChange change = difference(merge.blocks, again.blocks);
    RC_ASSERT(change.put.empty());
    RC_ASSERT(change.removed.empty());
  });
  EXPECT_TRUE(holds);
}

TEST(BlockMerge, OfOneCampaignHasNoConflicts) {
  const bool holds = rc::check([] {
    const auto some =
        rc::gen::container<std::vector<uint64_t>>(rc::gen::inRange<uint64_t>(0, kNumBlocks));
    const std::vector<BlockSet> sets = {set_of(*some), set_of(*some)};
    const BlockMerge merge = merge_blocks(pointers(sets));
    RC_ASSERT(merge.conflicts.empty());
  });
  EXPECT_TRUE(holds);
}

TEST(BlockMerge, BlocksThatTileALargerOneAreCompared) {
  BlockSet tiles;  // of [0,256): one more of its blocks, and it would be one itself
  for (uint64_t i = 0; i < 15; ++i) {
    const BlockKey key{{}, 0, i, kBlockCases};
    tiles.add(key, result_of(key));
  }
  const BlockSet whole = set_of({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
  EXPECT_EQ(merge_blocks({&whole, &tiles}).num_not_compared, 4u) << "8, 4, 2 and 1 blocks";
  tiles = whole;
  EXPECT_TRUE(merge_blocks({&whole, &tiles}).conflicts.empty());
  EXPECT_EQ(merge_blocks({&whole, &tiles}).num_not_compared, 0u);
}

// Not in verdicts, but in the digest: other cases, or other bytes of outputs.
TEST(BlockMerge, TheSameBlockWithAnotherDigestIsAConflict) {
  const BlockKey key{{}, 0, 3, kBlockCases};
  const BlockSet one = set_of({3});
  BlockResult result;
  for (uint64_t k = key.first(); k < key.end(); ++k) {
    Judgement judgement;
    judgement.output_digest = {k, k};
    result.add(k, Case{}, std::to_string(k), judgement, "");
  }
  BlockSet other;
  other.add(key, result);
  EXPECT_EQ(merge_blocks({&one, &other}).conflicts.size(), 1u);
  EXPECT_EQ(merge_blocks({&other, &one, &other}).conflicts.size(), 1u);
}

TEST(BlockMerge, APartThatFailsWhereTheWholePassedIsAConflict) {
  const BlockSet large = set_of(all_blocks());
  const BlockSet part = set_of({2}, {2});
  const BlockMerge merge = merge_blocks({&part, &large});
  ASSERT_EQ(merge.conflicts.size(), 1u);
  EXPECT_NE(merge.conflicts.begin()->find("other in 16 cases"), std::string::npos);
}

TEST(BlockMerge, APartThatPassesWhereTheWholeFailedIsAConflict) {
  const BlockSet large = set_of(all_blocks(), {0});
  const BlockSet part = set_of({0});
  EXPECT_EQ(merge_blocks({&large, &part}).conflicts.size(), 1u);
}

TEST(BlockMerge, APartThatContradictsNothingIsCountedAsNotCompared) {
  const BlockSet large = set_of(all_blocks());
  const BlockSet part = set_of({5});
  const BlockMerge merge = merge_blocks({&part, &large});
  EXPECT_TRUE(merge.conflicts.empty());
  EXPECT_EQ(merge.num_not_compared, 1u);
}

// The same cases with the same verdicts, and one of the two did not look.
TEST(BlockMerge, AMissedCanaryIsAConflictAndIsNotForgotten) {
  const BlockKey key{{}, 0, 0, kBlockCases};
  BlockResult looked = result_of(key), did_not = result_of(key);
  ++looked.stats.canaries.run;
  did_not.add_canary(3, "3", all_canaries()[0], {});
  for (const bool first : {false, true}) {
    BlockSet a, b;
    a.add(key, first ? did_not : looked);
    b.add(key, first ? looked : did_not);
    const BlockMerge merge = merge_blocks({&a, &b});
    ASSERT_EQ(merge.conflicts.size(), 1u);
    EXPECT_NE(merge.conflicts.begin()->find("1 canaries missed"), std::string::npos);
    EXPECT_EQ(merge.blocks.at(key).stats.canaries.missed, 1u);
    EXPECT_EQ(merge.blocks.at(key).missed_canaries.size(), 1u);
  }
}

// A worker that died in a canary is no contradiction, and neither is a store from before canaries.
TEST(BlockMerge, ACanaryThatWasNotRunIsNoConflict) {
  const BlockKey key{{}, 0, 0, kBlockCases};
  BlockResult with = result_of(key);
  ++with.stats.canaries.due, ++with.stats.canaries.run;
  BlockSet a, b;
  a.add(key, with);
  b.add(key, result_of(key));
  EXPECT_TRUE(merge_blocks({&a, &b}).conflicts.empty());
}

}  // namespace
}  // namespace ropekv
