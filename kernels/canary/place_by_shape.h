// Places that follow from the arguments alone: around tensors, between their rows, in the inputs.
#pragma once

#include "kernels/canary/place.h"

namespace ropekv::canaries {

// Empty for those of place_by_index.h. Touches no memory.
Place place_by_shape(Wrong wrong, const ropekv_args& args);

}  // namespace ropekv::canaries
