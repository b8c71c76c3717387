// One cell: its kernels judged, then everything in it timed in the same rounds.
#pragma once

#include <span>

#include "fuzz/bench/report.h"
#include "kernels/registry.h"
#include "properties/lane.h"

namespace ropekv {

struct CellPlan {
  std::vector<const Kernel*> kernels;
  int64_t rounds = 15;
};

// A kernel that fails its judgement is not timed, and neither is the rest of its cell.
CellReport run_cell(const Cell& cell, const CellPlan& plan, Lane& lane);

int64_t l2_bytes_of_this_device();

}  // namespace ropekv
