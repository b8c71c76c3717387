// The launch of a canary: production's, and then the harm.
#pragma once

#include "kernels/canary/place_by_index.h"
#include "kernels/canary/place_by_shape.h"

namespace ropekv::canaries {

constexpr bool depends_on_indices(Wrong wrong) {
  return wrong >= Wrong::kUntouchedSlot;
}

// What production is told.
inline ropekv_args launched(Wrong wrong, ropekv_args args) {
  if (wrong != Wrong::kLastToken || args.num_tokens == 0) return args;
  --args.num_tokens;
  if (args.num_slots_given > args.num_tokens) args.num_slots_given = args.num_tokens;
  return args;
}

// Only where ROPEKV_CUDA is on.
ropekv_status launch_canary_cuda(Wrong wrong, const ropekv_args& args, void* stream,
                                 ropekv_error* error);

}  // namespace ropekv::canaries
