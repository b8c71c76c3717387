// Predicts, for every slot of the pool, whose row it holds after the launch.
#pragma once

#include <cstdint>
#include <vector>

#include "reference/case.h"
#include "reference/inputs.h"

namespace ropekv {

struct OwnedSlot {
  int64_t slot;
  int64_t first_token;  // the first that names it; more with next_token
};

// Its size depends on the tokens, never on the pool: a slot that is in neither list keeps every
// byte.
struct CacheModel {
  std::vector<OwnedSlot> owned;      // by slot; each element is that of one of its tokens
  std::vector<int64_t> unspecified;  // by slot: may hold anything (reserved, or a bad position)
  // [num_tokens]: the next token of the same slot, or -1. Empty where no slot is named twice.
  std::vector<int64_t> next_token;

  bool has_duplicates() const { return !next_token.empty(); }
  // Null if no token owns it.
  const OwnedSlot* find(int64_t slot) const;
  bool is_unspecified(int64_t slot) const;
};

// Empty without a cache.
CacheModel model_cache(const Case& c, const Inputs& in);

}  // namespace ropekv
