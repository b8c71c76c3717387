// Tensors of a launch that share elements, but for those that the contract lets share them.
#pragma once

#include "fuzz/capture/captured_launch.h"

namespace ropekv {

// Throws CaptureError where addresses and strides say so. `c`: what is in place in it is one tensor
// and no two. Tensors of different strides are not looked at.
void expect_no_overlap(const CapturedLaunch& launch, const Case& c);

}  // namespace ropekv
