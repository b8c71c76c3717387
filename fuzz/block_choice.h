// Which blocks of a set are counted. Stores with the same shard total never overlap but in equal
// blocks; with different totals they may (all of it, and one shard in seven), and then an index
// must count once. The choice is a function of the set alone.
#pragma once

#include <string>
#include <vector>

#include "fuzz/block_set.h"

namespace ropekv {

struct BlockChoice {
  std::vector<BlockKey> counted;  // disjoint
  uint64_t num_counted = 0;       // indices
  uint64_t num_elsewhere = 0;     // indices of other blocks that `counted` holds as well
  uint64_t num_left_out = 0;      // indices done, but only in blocks that overlap counted ones
};

BlockChoice choose_blocks(const BlockSet& set);

BlockResult sum_of(const BlockSet& set, const BlockChoice& choice);

// "[0,2000)", "[0,320)+[336,400)", "[0,2000) shard 1/4"; all shards of a total together are one
// interval where they fill it.
//
// `end_idx`: of a campaign of that many indices, of which the last may be another shard's.
std::string interval_text(const BlockChoice& choice, uint64_t end_idx = 0);

struct OrdinalRun {
  uint64_t begin, end;
};
// The runs of ordinals of one shard, in order, neighbours joined.
std::vector<OrdinalRun> ordinal_runs(const std::vector<BlockKey>& keys, const BlockFamily& family);

}  // namespace ropekv
