// The union of sets of blocks, and whether they tell the same of what they share.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "fuzz/block_set.h"

namespace ropekv {

struct BlockMerge {
  BlockSet blocks;
  // A sentence for each contradiction: the order of the sets, and one of them twice, change
  // nothing.
  std::set<std::string> conflicts;
  // Blocks within a larger one of another set, of which the digest of the same indices is not known
  // and the counts do not contradict it.
  uint64_t num_not_compared = 0;
};

// A function of the sets, whatever their order. Where results of the same indices differ, the
// larger block stays.
BlockMerge merge_blocks(const std::vector<const BlockSet*>& sets);

// What of `after` has to be written, and what removed, where `before` stands.
BlockChange difference(const BlockSet& before, const BlockSet& after);

}  // namespace ropekv
