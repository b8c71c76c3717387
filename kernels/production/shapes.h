// The production kernel held to one shape of its launches: for tests and measurements, whose cases
// are too small for one of them or too large for the other.
#pragma once

#include <span>

#include "kernels/registry.h"

namespace ropekv {

// "production/small" and "production/large": one for each of production::kShapes, in that order.
std::span<const Kernel> production_shapes();

}  // namespace ropekv
