// What merge and status say about stores.
#pragma once

#include <string>
#include <vector>

#include "fuzz/store.h"

namespace ropekv {

// The sum over the blocks that count, then the stat lines.
std::string content_report(const StoreContent& content);

// Which of the shards that the stores speak of are in none of them: "2/7".
std::vector<std::string> shards_not_reported(const std::vector<StoreContent>& contents);

// "[64,128) shard 0/2" for each gap below the campaign's --runs, or below the highest index done.
std::vector<std::string> missing_intervals(const StoreContent& content);

}  // namespace ropekv
