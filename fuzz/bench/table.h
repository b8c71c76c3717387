// A report as lines of text, in fixed columns.
#pragma once

#include <string>
#include <vector>

#include "fuzz/bench/ratios.h"

namespace ropekv {

std::string table_head();
// One line for each kernel of the cell; what failed or was skipped says so in its place.
std::vector<std::string> table_lines(const CellReport& cell, const BenchReport* baseline);
// Means and worst cells.
std::vector<std::string> summary_lines(const BenchReport& report, const BenchReport* baseline);

}  // namespace ropekv
