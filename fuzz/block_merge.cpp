#include "fuzz/block_merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

namespace ropekv {
namespace {

std::string place(const BlockKey& key) {
  const BlockFamily& family = key.family;
  std::string text =
      fmt::format("[{},{})", family.index_of(key.first()), family.index_of(key.end() - 1) + 1);
  if (family.total > 1) text += fmt::format(" shard {}/{}", family.shard, family.total);
  return text;
}

// And what canaries say, of which only a miss is the same whatever else the machine did.
std::string digests(const BlockResult& result) {
  const uint64_t missed = result.stats.canaries.missed;
  return fmt::format("{} {}{}", digest_text(result.stats.digest),
                     digest_text(result.stats.output_digest),
                     missed == 0 ? "" : fmt::format(", {} canaries missed", missed));
}

uint64_t first_failure(const BlockResult& result) {
  uint64_t first = ~uint64_t{0};
  for (const auto& [signature, failure] : result.failures) {
    first = std::min(first, failure.first_idx);
  }
  return first;
}

// So that failures of the side that does not stay are not lost without a word.
std::string failures_text(const BlockResult& result) {
  std::string text;
  for (const auto& [signature, failure] : result.failures) {
    text += fmt::format("{}{} in {} cases, first in {}", text.empty() ? "" : ", ", signature,
                        failure.num_cases, failure.first_idx);
  }
  return text.empty() ? "no failures" : text;
}

// Whether the indices of `part` cannot have had these results within `whole`: a digest is a sum,
// of which a part cannot be had, but what is counted in a part is counted in the whole as well.
bool contradicts(const BlockKey& part_key, const BlockResult& part, const BlockResult& whole) {
  for (size_t i = 0; i < kNumVerdicts; ++i) {
    if (part.stats.verdicts[i] > whole.stats.verdicts[i]) return true;
  }
  if (part.stats.canaries.missed > whole.stats.canaries.missed) return true;
  const uint64_t first = first_failure(whole);
  if (first > first_failure(part)) return true;
  const BlockFamily& family = part_key.family;
  const bool is_in_part =
      first >= family.index_of(part_key.first()) && first <= family.index_of(part_key.end() - 1);
  return is_in_part && first_failure(part) != first;
}

class Comparison {
 public:
  explicit Comparison(BlockMerge* merge) : merge_(*merge) {}

  // Blocks of `parts` within the block, which lies in another set.
  void compare(const BlockKey& key, const BlockResult& result, const BlockSet& parts) {
    BlockResult sum;
    uint64_t num_indices = 0;
    std::vector<BlockKey> inside;
    for (const BlockKey& part : parts.keys()) {
      if (!key.covers(part)) continue;
      inside.push_back(part);
      num_indices += part.count;
      sum += parts.at(part);
    }
    if (num_indices == key.count) {
      if (digests(sum) != digests(result)) note(key, result, place(key), sum);
      return;
    }
    for (const BlockKey& part : inside) {
      if (contradicts(part, parts.at(part), result)) {
        note(key, result, place(part), parts.at(part));
      } else {
        not_compared_.insert({key, part, digests(result), digests(parts.at(part))});
      }
    }
  }

  void finish() { merge_.num_not_compared = not_compared_.size(); }

 private:
  void note(const BlockKey& key, const BlockResult& a, const std::string& part,
            const BlockResult& b) {
    std::string one = fmt::format("{} ({}; digests {})", place(key), failures_text(a), digests(a));
    std::string other = fmt::format("{} ({}; digests {})", part, failures_text(b), digests(b));
    if (other < one) std::swap(one, other);
    merge_.conflicts.insert(fmt::format("{} against {}", one, other));
  }

  BlockMerge& merge_;
  std::set<std::tuple<BlockKey, BlockKey, std::string, std::string>> not_compared_;
};

}  // namespace

BlockMerge merge_blocks(const std::vector<const BlockSet*>& sets) {
  BlockMerge merge;
  Comparison comparison(&merge);
  struct Source {
    BlockKey key;
    const BlockResult* result;
  };
  std::vector<Source> sources;
  for (const BlockSet* set : sets) {
    for (const BlockKey& key : set->keys()) {
      sources.push_back({key, &set->at(key)});
      for (const BlockSet* other : sets) {
        if (other != set) comparison.compare(key, set->at(key), *other);
      }
    }
  }
  comparison.finish();
  // The larger first, and of equal ones that which stays: so what grows together from neighbours
  // does not depend on who was heard of first.
  std::ranges::sort(sources, [](const Source& a, const Source& b) {
    if (a.key.count != b.key.count) return a.key.count > b.key.count;
    if (a.key != b.key) return a.key < b.key;
    return comes_before(*a.result, *b.result);
  });
  for (const Source& source : sources) merge.blocks.add(source.key, *source.result);
  return merge;
}

BlockChange difference(const BlockSet& before, const BlockSet& after) {
  BlockChange change;
  const std::vector<BlockKey> old = before.keys();
  const std::vector<BlockKey> now = after.keys();
  for (const BlockKey& key : old) {
    if (!std::ranges::count(now, key)) change.removed.push_back(key);
  }
  for (const BlockKey& key : now) {
    const bool is_there = std::ranges::count(old, key) > 0;
    if (!is_there || comes_before(after.at(key), before.at(key)) ||
        comes_before(before.at(key), after.at(key))) {
      change.put.push_back(key);
    }
  }
  return change;
}

}  // namespace ropekv
