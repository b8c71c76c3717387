// Grids are one-dimensional and lie on x: y and z end at 65,535 blocks, and tokens do not.
#pragma once

#include <cstdint>

#include "kernels/support.h"
#include "kernels/tensor_view.h"

namespace ropekv {

struct Grid {
  uint32_t num_blocks;
  uint32_t threads_per_block;
};

constexpr int128 kMaxBlocks = 2147483647;

// Blocks of 256 threads over `num_threads`. Asked by both lanes, so that both reject alike.
inline ropekv_status flat_grid(const ropekv_args& args, int128 num_threads, Grid* grid,
                               ropekv_error* error) {
  const int128 num_blocks = (num_threads + 255) / 256;
  if (num_blocks > kMaxBlocks) {
    return reject(error, ROPEKV_UNSUPPORTED,
                  "num_tokens is %lld: the launch would need more than 2147483647 blocks",
                  static_cast<long long>(args.num_tokens));
  }
  *grid = Grid{static_cast<uint32_t>(num_blocks), 256};
  return ROPEKV_OK;
}

}  // namespace ropekv
