// What a kernel's time is in other terms: over the yardsticks of its cell, over the public kernels,
// over an earlier run. One row for each kernel and cell, and what all rows say together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fuzz/bench/report.h"

namespace ropekv {

struct RatioRow {
  const CellReport* cell;
  const Timing* kernel;
  // Empty where there is nothing to compare with.
  std::optional<double> to_floor, to_copy, to_unfused, to_peer, to_baseline;
};

// `baseline`: null for none. A cell is the same if its case is.
std::vector<RatioRow> ratio_rows(const BenchReport& report, const BenchReport* baseline);

struct RatioSummary {
  std::string kernel, over;
  size_t count = 0, count_large = 0;  // of cells; of those with 4096 tokens and more
  double mean = 0, mean_large = 0;    // geometric; 0 of none
  double worst = 0;
  std::string worst_cell;
};

// For each kernel and each of floor, copy, unfused, peer, baseline with at least one ratio.
std::vector<RatioSummary> summarise(const std::vector<RatioRow>& rows);

}  // namespace ropekv
