#include "fuzz/store_missing.h"

#include <fmt/format.h>

#include <algorithm>

#include "fuzz/block_choice.h"
#include "fuzz/shard.h"

namespace ropekv {
namespace {

// Those with blocks, and the one that the store was made for, which may have none yet.
std::set<BlockFamily> families_of(const StoreContent& content) {
  std::set<BlockFamily> families;
  for (const BlockKey& key : content.blocks.keys()) families.insert(key.family);
  if (const auto shard = parse_shard(content.identity.at(kShardPart))) {
    families.insert({shard->total, shard->index});
  }
  return families;
}

std::set<BlockFamily> families_of(const std::vector<StoreContent>& contents) {
  std::set<BlockFamily> families;
  for (const StoreContent& content : contents) families.merge(families_of(content));
  return families;
}

std::set<uint64_t> totals_of(const std::set<BlockFamily>& families) {
  std::set<uint64_t> totals;
  for (const BlockFamily& family : families) totals.insert(family.total);
  return totals;
}

struct Gaps {
  std::vector<std::string> texts;
  uint64_t num_indices = 0;

  void add(const BlockFamily& family, uint64_t begin, uint64_t end) {  // ordinals
    if (end <= begin) return;
    num_indices += end - begin;
    std::string text = fmt::format("[{},{})", family.index_of(begin), family.index_of(end - 1) + 1);
    if (family.total > 1) text += fmt::format(" shard {}/{}", family.shard, family.total);
    texts.push_back(std::move(text));
  }
};

void add_gaps(const BlockFamily& family, const std::vector<OrdinalRun>& runs,
              std::optional<uint64_t> end_idx, Gaps* gaps) {
  const uint64_t end_done = runs.empty() ? 0 : runs.back().end;
  const uint64_t end = end_idx ? family.ordinals_below(*end_idx) : end_done;
  uint64_t done = 0;
  for (const OrdinalRun& run : runs) {
    gaps->add(family, done, std::min(run.begin, end));
    done = run.end;
  }
  gaps->add(family, done, end);
}

Gaps gaps_of_total(uint64_t total, const StoreContent& content) {
  std::map<BlockFamily, std::vector<BlockKey>> there;
  for (const BlockKey& key : content.blocks.keys()) there[key.family].push_back(key);
  Gaps gaps;
  for (BlockFamily family{total, 0}; family.shard < total; ++family.shard) {
    const auto keys = there.find(family);
    const auto runs =
        keys == there.end() ? std::vector<OrdinalRun>{} : ordinal_runs(keys->second, family);
    add_gaps(family, runs, content.runs, &gaps);
  }
  return gaps;
}

}  // namespace

Missing missing_in(const StoreContent& content) {
  if (!parse_shard(content.identity.at(kShardPart))) return missing_in({content}, content);
  Gaps gaps;
  for (const BlockFamily& family : families_of(content)) {
    add_gaps(family, ordinal_runs(content.blocks.keys(), family), content.runs, &gaps);
  }
  return {gaps.texts, !content.runs};
}

Missing missing_in(const std::vector<StoreContent>& contents, const StoreContent& all) {
  std::optional<Gaps> fewest;
  for (const uint64_t total : totals_of(families_of(contents))) {
    Gaps gaps = gaps_of_total(total, all);
    if (!fewest || gaps.num_indices < fewest->num_indices) fewest = std::move(gaps);
  }
  // Stores of merges of nothing speak of no shard.
  if (!fewest) fewest = gaps_of_total(1, all);
  return {fewest->texts, !all.runs};
}

std::vector<std::string> shards_not_reported(const std::vector<StoreContent>& contents) {
  const std::set<BlockFamily> there = families_of(contents);
  std::vector<std::string> absent;
  for (const uint64_t total : totals_of(there)) {
    for (uint64_t i = 0; i < total && total > 1; ++i) {
      if (!there.contains({total, i})) absent.push_back(fmt::format("{}/{}", i, total));
    }
  }
  return absent;
}

}  // namespace ropekv
