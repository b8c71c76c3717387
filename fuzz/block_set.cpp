#include "fuzz/block_set.h"

#include <algorithm>
#include <tuple>

namespace ropekv {
namespace {

bool agree(const BlockResult& a, const BlockResult& b) {
  return a.stats.digest == b.stats.digest && a.stats.output_digest == b.stats.output_digest &&
         a.stats.canaries.missed == b.stats.canaries.missed;
}

}  // namespace

bool comes_before(const BlockResult& a, const BlockResult& b) {
  const auto rank = [](const BlockResult& result) {
    const uint64_t not_missed = ~result.stats.canaries.missed;  // what was missed is not forgotten
    return std::tuple(not_missed, result.stats.digest.high, result.stats.digest.low,
                      result.stats.output_digest.high, result.stats.output_digest.low,
                      result.stats.seconds,
                      result.slowest.empty() ? 0 : result.slowest[0].milliseconds);
  };
  return rank(a) < rank(b);
}

const BlockSet::Entry* BlockSet::covering(const Blocks& blocks, const BlockKey& key) {
  auto after = blocks.upper_bound(key.first());
  if (after == blocks.begin()) return nullptr;
  const Entry& entry = std::prev(after)->second;
  return entry.key.covers(key) ? &entry : nullptr;
}

BlockChange BlockSet::add(const BlockKey& key, const BlockResult& result) {
  Blocks& blocks = families_[key.family];
  BlockChange change;
  if (const Entry* known = covering(blocks, key)) {
    change.added = Added::kKnown;
    if (known->key != key) return change;
    if (!agree(known->result, result)) change.added = Added::kConflict;
    if (comes_before(result, known->result)) {
      blocks.at(key.first()).result = result;
      change.put = {key};
    }
    return change;
  }
  for (auto it = blocks.lower_bound(key.first());
       it != blocks.end() && it->first < key.first() + key.size();) {
    change.removed.push_back(it->second.key);
    it = blocks.erase(it);
  }
  blocks[key.first()] = {key, result};
  carry(&blocks, key, &change);
  return change;
}

void BlockSet::carry(Blocks* blocks, BlockKey key, BlockChange* change) {
  while (key.is_whole()) {
    const auto sibling = blocks->find((key.number ^ 1) * key.size());
    if (sibling == blocks->end() || sibling->second.key.level != key.level ||
        !sibling->second.key.is_whole()) {
      break;
    }
    BlockResult sum = blocks->at(key.first()).result;
    sum += sibling->second.result;
    // What was put a moment ago never reaches the rows.
    change->removed.push_back(sibling->second.key);
    blocks->erase(sibling);
    blocks->erase(key.first());
    key = key.parent();
    (*blocks)[key.first()] = {key, sum};
  }
  change->put = {key};
}

const BlockResult& BlockSet::at(const BlockKey& key) const {
  return families_.at(key.family).at(key.first()).result;
}

std::vector<BlockKey> BlockSet::keys() const {
  std::vector<BlockKey> keys;
  for (const auto& [family, blocks] : families_) {
    for (const auto& [first, entry] : blocks) keys.push_back(entry.key);
  }
  return keys;
}

bool BlockSet::is_done(const BlockFamily& family, uint64_t number, uint64_t count) const {
  const auto blocks = families_.find(family);
  return blocks != families_.end() && covering(blocks->second, {family, 0, number, count});
}

uint64_t BlockSet::num_indices() const {
  uint64_t sum = 0;
  for (const BlockKey& key : keys()) sum += key.count;
  return sum;
}

}  // namespace ropekv
