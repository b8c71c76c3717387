// Canaries that were missed, as lines of a summary.
#pragma once

#include <string>
#include <vector>

#include "fuzz/canary.h"

namespace ropekv {

// "  canary    case 41 hides canary/tail: ropekv replay ..."
std::string canary_lines(const std::vector<MissedCanary>& missed);

}  // namespace ropekv
