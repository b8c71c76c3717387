// How many elements a thread of the production kernel can move in one access.
#pragma once

#include <array>
#include <cstdint>

#include "kernels/contract.h"
#include "kernels/tensor_view.h"

namespace ropekv::production {

// Elements in 16 bytes of q, k and v.
uint32_t full_chunk(const ropekv_args& args);

// Elements [first, first + size) of the rows of what a part reads and writes; a base of null: not
// written.
struct PieceViews {
  std::array<TensorView, 3> tensors;
  int64_t first, size;
  bool rotates;
};

// full_chunk, 4, 2 or 1: the widest at which every address of the piece, and of the table where it
// rotates, is aligned.
uint32_t widest_chunk(const ropekv_args& args, const PieceViews& piece);

}  // namespace ropekv::production
