#include "kernels/production/chunk_width.h"

#include <algorithm>

#include "kernels/chunk_alignment.h"

namespace ropekv::production {
namespace {

// Every address that a chunk of `vec` elements can have is aligned to the chunk's size. Checked for
// inputs and outputs alike: a row can be aligned where it is read and not where it is written.
bool chunks_are_aligned(const ropekv_args& a, int64_t vec) {
  if (a.rotary_dim / 2 % vec != 0) return false;
  const int64_t table_chunk_bytes = std::min<int64_t>(16, vec * element_bytes(a.table_dtype));
  if (!is_multiple(a.cos_sin_cache, table_chunk_bytes)) return false;
  for (const TensorView& tensor : tensors_of(a)) {
    if (tensor.base == nullptr) continue;
    if (!allows_chunks(tensor, vec)) return false;
  }
  return true;
}

}  // namespace

uint32_t full_chunk(const ropekv_args& a) {
  return static_cast<uint32_t>(16 / element_bytes(a.dtype));
}

uint32_t widest_chunk(const ropekv_args& a) {
  for (uint32_t vec : {full_chunk(a), 2U}) {
    if (chunks_are_aligned(a, vec)) return vec;
  }
  return 1;
}

}  // namespace ropekv::production
