// What stores do not hold, although their campaign should.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "fuzz/store.h"

namespace ropekv {

struct Missing {
  std::vector<std::string> intervals;  // "[64,128) shard 0/2", gaps below the campaign's --runs
  // No --runs is known: then only the gaps below what is done are, and not where it should end.
  bool end_is_unknown = false;
};

// Of one store: of its own shard, whether it did something or not.
Missing missing_in(const StoreContent& content);

// Of stores together, `all` being their union: of every shard of the totals that they speak of.
// With several totals, of the one of which the fewest indices are missing; what another total did
// of these is not seen.
Missing missing_in(const std::vector<StoreContent>& contents, const StoreContent& all);

// Which of the shards that the stores speak of are in none of them: "2/7".
std::vector<std::string> shards_not_reported(const std::vector<StoreContent>& contents);

}  // namespace ropekv
