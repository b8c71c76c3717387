// The memory that timed launches run over: copies of one painted arena. Launch i takes set i modulo
// their number, so that a large launch finds no data of its own in the L2. Positions, slot_mapping
// and table are those of the first set: the layers of an engine have them in common.
#pragma once

#include <memory>
#include <vector>

#include "properties/cuda_memory.h"
#include "properties/problem.h"

namespace ropekv {

// A launch that moves more than a sixth of the L2 gets so many sets that together they are more
// than twice the L2. Smaller ones get four, which stay in it, as what the layer before has just
// written does in an engine.
int64_t num_working_sets(int64_t bytes_moved, int64_t footprint, int64_t l2_bytes);

// Makes `args` read the positions, slots and table of `first`.
void share_indices(const ropekv_args& first, ropekv_args* args);

class WorkingSets {
 public:
  // `arena` is painted device memory of the problem.
  WorkingSets(const Problem& problem, const void* arena, int64_t count);
  const std::vector<ropekv_args>& args() const { return args_; }

 private:
  std::vector<std::unique_ptr<DeviceMemory>> memory_;
  std::vector<ropekv_args> args_;
};

}  // namespace ropekv
