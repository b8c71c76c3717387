// Whether a tensor can be moved in chunks of several elements, each in one access.
#pragma once

#include <cstdint>

#include "kernels/tensor_view.h"

namespace ropekv {

inline bool is_multiple(const void* address, int64_t bytes) {
  return reinterpret_cast<uintptr_t>(address) % static_cast<uintptr_t>(bytes) == 0;
}

// Rows are whole chunks of `vec` elements, and each chunk is aligned to its size.
inline bool allows_chunks(const TensorView& tensor, int64_t vec) {
  if (!is_multiple(tensor.base, vec * tensor.element_bytes)) return false;
  if (tensor.row_size % vec != 0) return false;
  for (const Dim& dim : tensor.dims) {
    if (dim.size > 1 && dim.stride % vec != 0) return false;
  }
  return true;
}

}  // namespace ropekv
