// What merge and status say about stores.
#pragma once

#include <string>

#include "fuzz/store.h"

namespace ropekv {

// The sum over the blocks that count, then the stat lines.
std::string content_report(const StoreContent& content);

}  // namespace ropekv
