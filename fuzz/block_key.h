// Which indices of a campaign belong together in a store: blocks of a shard's indices, with
// boundaries that are a function of the index alone. So two stores that did the same indices have
// the same blocks, and their union counts nothing twice.
//
// Neighbours of equal size that are both done become one block of the next level (0+1, 2+3, but
// never 1+2), as a binary counter carries. Blocks of one shard are therefore nested or disjoint,
// and a night of a hundred million cases is a few dozen rows.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

namespace ropekv {

// Small, since what is lost by a kill is at most a block for each worker, and since a campaign of a
// few cases should keep several workers busy.
inline constexpr uint64_t kBlockCases = 16;

// An ordinal counts the indices of one shard: index k = shard + total * ordinal.
struct BlockFamily {
  uint64_t total = 1, shard = 0;

  uint64_t index_of(uint64_t ordinal) const { return shard + total * ordinal; }
  // How many of the indices below `end_idx` are the shard's.
  uint64_t ordinals_below(uint64_t end_idx) const {
    return end_idx <= shard ? 0 : (end_idx - shard - 1) / total + 1;
  }
  auto operator<=>(const BlockFamily&) const = default;
};

struct BlockKey {
  BlockFamily family;
  uint32_t level = 0;
  uint64_t number = 0;           // of its level
  uint64_t count = kBlockCases;  // less than size(): only its first ordinals, where a run ended

  uint64_t size() const { return kBlockCases << level; }
  uint64_t first() const { return number * size(); }  // ordinal
  uint64_t end() const { return first() + count; }    // ordinal
  bool is_whole() const { return count == size(); }
  bool covers(const BlockKey& other) const {
    return family == other.family && first() <= other.first() && end() >= other.end();
  }
  BlockKey parent() const { return {family, level + 1, number / 2, 2 * size()}; }
  auto operator<=>(const BlockKey&) const = default;
};

// How many indices two blocks have in common, whatever their shards.
uint64_t num_common_indices(const BlockKey& a, const BlockKey& b);

}  // namespace ropekv
