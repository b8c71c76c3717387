// Findings as a summary lists them.
#pragma once

#include <string>
#include <vector>

#include "fuzz/finding_record.h"

namespace ropekv {

// "  finding   FAILED v_is_copied_bitwise in 2 cases, first in 6: ropekv replay ...", and a line
// "  also      ..." for each that is folded into it.
std::string finding_lines(const std::vector<FindingRecord>& findings);

}  // namespace ropekv
