// What both lanes of the mutable kernel do before the first thread.
#pragma once

#include "kernels/grid.h"
#include "kernels/mutants/mutable_kernel.h"
#include "kernels/our_description.h"
#include "kernels/support.h"

namespace ropekv::mutants {

constexpr ropekv_description kMutableDescription =
    our_description("mutable", "one thread a row; goes wrong in one chosen way");

// Calls run(element, grid), with an element type as a value.
template <class Run>
ropekv_status check_and_run(const ropekv_args& args, ropekv_error* error, const Run& run) {
  if (ropekv_status s = check_support(kMutableDescription, args, error)) return s;
  const int64_t rows = q_rows(args) + k_rows(args) + v_rows(args);
  if (args.num_tokens == 0 || rows == 0) return ROPEKV_OK;
  Grid grid{};
  if (ropekv_status s = flat_grid(args, int128{args.num_tokens} * rows, &grid, error)) return s;
  switch (args.dtype) {
    case ROPEKV_F32:
      return run(F32{}, grid);
    case ROPEKV_F16:
      return run(F16{}, grid);
    default:
      return run(Bf16{}, grid);
  }
}

}  // namespace ropekv::mutants
