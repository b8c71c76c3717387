// The blocks that are done, as a set: adding is idempotent and its order does not matter.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "fuzz/block_key.h"
#include "fuzz/block_result.h"

namespace ropekv {

enum class Added : uint8_t {
  kNew,
  kKnown,     // it, or a block around it, is there; block_merge.h tells whether these agree
  kConflict,  // it is there with another digest: the kernel or the build is not the same
};

// What adding a block did to the rows of a store.
struct BlockChange {
  Added added = Added::kNew;
  std::vector<BlockKey> removed;
  std::vector<BlockKey> put;  // none or one
};

// Of two results of the same block, which one stays: any rule will do that does not ask which came
// first.
bool comes_before(const BlockResult& a, const BlockResult& b);

class BlockSet {
 public:
  BlockChange add(const BlockKey& key, const BlockResult& result);

  const BlockResult& at(const BlockKey& key) const;
  std::vector<BlockKey> keys() const;
  // Whether the first `count` ordinals of a block of level 0 are done.
  bool is_done(const BlockFamily& family, uint64_t number, uint64_t count) const;
  uint64_t num_indices() const;

 private:
  struct Entry {
    BlockKey key;
    BlockResult result;
  };
  using Blocks = std::map<uint64_t, Entry>;  // by first ordinal: never nested

  static const Entry* covering(const Blocks& blocks, const BlockKey& key);
  void carry(Blocks* blocks, BlockKey key, BlockChange* change);

  std::map<BlockFamily, Blocks> families_;
};

}  // namespace ropekv
