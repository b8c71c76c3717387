// What a tensor is in a launch, for rules that hold for all of a kind.
#pragma once

#include "reference/layout.h"

namespace ropekv {

// q, k or v.
inline bool is_input(Tensor tensor) {
  return tensor == Tensor::kQ || tensor == Tensor::kK || tensor == Tensor::kV;
}
inline bool is_cache(Tensor tensor) {
  return tensor == Tensor::kKBuffer || tensor == Tensor::kVBuffer;
}
// An index array, the table or a device scale: known as a whole.
inline bool is_index(Tensor tensor) {
  return tensor >= Tensor::kPositions;
}

}  // namespace ropekv
