#include "kernels/production/chunk_width.h"

#include <algorithm>
#include <cstddef>

#include "kernels/chunk_alignment.h"

namespace ropekv::production {
namespace {

TensorView piece_of(TensorView tensor, int64_t first, int64_t size) {
  tensor.base = static_cast<const std::byte*>(tensor.base) + first * tensor.element_bytes;
  tensor.row_size = size;
  return tensor;
}

// Every address that a chunk of `vec` elements can have is aligned to the chunk's size. Checked for
// inputs and outputs alike: a row can be aligned where it is read and not where it is written.
bool chunks_are_aligned(const ropekv_args& a, const PieceViews& piece, int64_t vec) {
  if (piece.rotates) {
    if (piece.size / 2 % vec != 0) return false;
    const int64_t table_chunk_bytes = std::min<int64_t>(16, vec * element_bytes(a.table_dtype));
    if (!is_multiple(a.cos_sin_cache, table_chunk_bytes)) return false;
  }
  return std::ranges::all_of(piece.tensors, [&](const TensorView& tensor) {
    return tensor.base == nullptr || allows_chunks(piece_of(tensor, piece.first, piece.size), vec);
  });
}

}  // namespace

uint32_t full_chunk(const ropekv_args& a) {
  return static_cast<uint32_t>(16 / element_bytes(a.dtype));
}

uint32_t widest_chunk(const ropekv_args& a, const PieceViews& piece) {
  for (uint32_t vec = full_chunk(a); vec > 1; vec /= 2) {
    if (chunks_are_aligned(a, piece, vec)) return vec;
  }
  return 1;
}

}  // namespace ropekv::production
