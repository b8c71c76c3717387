#include "fuzz/block_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace ropekv {
namespace {

// The shard totals, the one with most indices done first.
std::vector<uint64_t> totals_by_size(const std::vector<BlockKey>& keys) {
  std::map<uint64_t, uint64_t> indices;
  for (const BlockKey& key : keys) indices[key.family.total] += key.count;
  std::vector<uint64_t> totals;
  for (const auto& [total, count] : indices) totals.push_back(total);
  std::ranges::stable_sort(totals, std::greater(), [&](uint64_t total) { return indices[total]; });
  return totals;
}

std::string runs_text(const std::vector<OrdinalRun>& runs, const BlockFamily& family,
                      uint64_t end_idx) {
  std::string text;
  for (const OrdinalRun& run : runs) {
    const uint64_t begin = run.begin == 0 ? 0 : family.index_of(run.begin);
    const bool reaches_end = run.end == family.ordinals_below(end_idx);
    text += fmt::format("{}[{},{})", text.empty() ? "" : "+", begin,
                        reaches_end ? end_idx : family.index_of(run.end - 1) + 1);
  }
  if (family.total > 1) text += fmt::format(" shard {}/{}", family.shard, family.total);
  return text;
}

// Empty unless the shards of one total together fill [0, n).
std::string whole_text(const BlockChoice& choice) {
  std::set<BlockFamily> families;
  for (const BlockKey& key : choice.counted) families.insert(key.family);
  // Not a loop over the shards of a total: there may be a million, and one store.
  if (families.size() != std::min(families.begin()->total, choice.num_counted)) return {};
  for (const BlockFamily& family : families) {
    const auto runs = ordinal_runs(choice.counted, family);
    const uint64_t want = family.ordinals_below(choice.num_counted);
    if (runs.size() != 1 || runs[0].begin != 0 || runs[0].end != want) return {};
  }
  return fmt::format("[0,{})", choice.num_counted);
}

}  // namespace

BlockChoice choose_blocks(const BlockSet& set) {
  const std::vector<BlockKey> keys = set.keys();
  BlockChoice choice;
  for (const uint64_t total : totals_by_size(keys)) {
    const size_t num_earlier = choice.counted.size();  // of other totals
    for (const BlockKey& key : keys) {
      if (key.family.total != total) continue;
      uint64_t common = 0;
      for (size_t i = 0; i < num_earlier; ++i) common += num_common_indices(key, choice.counted[i]);
      choice.num_elsewhere += common;
      if (common > 0) {
        choice.num_left_out += key.count - common;
      } else {
        choice.counted.push_back(key);
        choice.num_counted += key.count;
      }
    }
  }
  return choice;
}

BlockResult sum_of(const BlockSet& set, const BlockChoice& choice) {
  BlockResult sum;
  for (const BlockKey& key : choice.counted) sum += set.at(key);
  return sum;
}

std::vector<OrdinalRun> ordinal_runs(const std::vector<BlockKey>& keys, const BlockFamily& family) {
  std::vector<OrdinalRun> runs;
  for (const BlockKey& key : keys) {
    if (key.family == family) runs.push_back({key.first(), key.end()});
  }
  std::ranges::sort(runs, {}, &OrdinalRun::begin);
  std::vector<OrdinalRun> joined;
  for (const OrdinalRun& run : runs) {
    if (!joined.empty() && joined.back().end == run.begin) {
      joined.back().end = run.end;
    } else {
      joined.push_back(run);
    }
  }
  return joined;
}

std::string interval_text(const BlockChoice& choice, uint64_t end_idx) {
  if (choice.counted.empty()) return "[0,0)";
  const bool one_total = std::ranges::all_of(choice.counted, [&](const BlockKey& key) {
    return key.family.total == choice.counted.front().family.total;
  });
  if (const std::string text = one_total ? whole_text(choice) : ""; !text.empty()) return text;
  std::vector<BlockFamily> families;
  for (const BlockKey& key : choice.counted) families.push_back(key.family);
  std::ranges::sort(families);
  families.erase(std::unique(families.begin(), families.end()), families.end());
  std::vector<std::string> texts;
  for (const BlockFamily& family : families) {
    texts.push_back(runs_text(ordinal_runs(choice.counted, family), family, end_idx));
  }
  return fmt::format("{}", fmt::join(texts, " and "));
}

}  // namespace ropekv
