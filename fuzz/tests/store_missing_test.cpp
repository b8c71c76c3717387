// What is absent is named, also where nobody did anything.
#include "fuzz/store_missing.h"

#include <gtest/gtest.h>

namespace ropekv {
namespace {

using Names = std::vector<std::string>;

StoreContent store(const std::string& shard, std::optional<uint64_t> runs) {
  StoreContent content;
  content.identity.set(kShardPart, shard);
  content.runs = runs;
  return content;
}

// Of which the first `num_blocks` blocks are done.
StoreContent store(const BlockFamily& family, uint64_t num_blocks, std::optional<uint64_t> runs) {
  StoreContent content =
      store(std::to_string(family.shard) + '/' + std::to_string(family.total), runs);
  for (uint64_t i = 0; i < num_blocks; ++i)
    content.blocks.add({family, 0, i, kBlockCases}, BlockResult());
  return content;
}

Missing missing_together(const std::vector<StoreContent>& contents) {
  StoreContent all;
  for (const StoreContent& content : contents) {
    for (const BlockKey& key : content.blocks.keys()) all.blocks.add(key, content.blocks.at(key));
    if (content.runs) all.runs = std::max(*content.runs, all.runs.value_or(0));
  }
  return missing_in(contents, all);
}

TEST(StoreMissing, AShardThatDidNothingMissesAllOfIt) {
  const StoreContent idle = store("1/2", 64);
  EXPECT_EQ(missing_in(idle).intervals, Names{"[1,64) shard 1/2"});
  EXPECT_EQ(missing_in(store("0/1", 64)).intervals, Names{"[0,64)"});
  const StoreContent ready = store({2, 0}, 2, 64);
  EXPECT_EQ(missing_in(ready).intervals, Names{});
  EXPECT_EQ(missing_together({ready, idle}).intervals, Names{"[1,64) shard 1/2"});
  EXPECT_EQ(missing_together({ready, store({2, 1}, 2, 64)}).intervals, Names{});
}

TEST(StoreMissing, AShardWithoutAStoreMissesAllOfIt) {
  const std::vector<StoreContent> one = {store({2, 0}, 2, 64)};
  EXPECT_EQ(missing_together(one).intervals, Names{"[1,64) shard 1/2"});
  EXPECT_EQ(shards_not_reported(one), Names{"1/2"});
}

TEST(StoreMissing, AnotherTotalThatIsWholeMissesNothing) {
  EXPECT_EQ(missing_together({store({7, 2}, 1, 64), store({1, 0}, 4, 64)}).intervals, Names{});
}

TEST(StoreMissing, WithoutRunsTheEndIsUnknown) {
  const Missing missing = missing_in(store({1, 0}, 4, std::nullopt));
  EXPECT_EQ(missing.intervals, Names{});
  EXPECT_TRUE(missing.end_is_unknown);
  EXPECT_FALSE(missing_in(store({1, 0}, 4, 64)).end_is_unknown);
}

TEST(StoreMissing, OfAMillionShardsIsSoonTold) {
  const std::vector<StoreContent> one = {store({1'000'000, 3}, 1, std::nullopt)};
  EXPECT_EQ(shards_not_reported(one).size(), 999'999u);
  EXPECT_TRUE(missing_together(one).end_is_unknown);
}

}  // namespace
}  // namespace ropekv
