// From strides and addresses to the keys of a case that say how tensors lie: paddings, orders,
// fused rows, pools that share a tensor. The reverse of reference/layout_builder.cpp.
#pragma once

#include "fuzz/capture/captured_launch.h"

namespace ropekv {

// Sets these keys of a case whose shapes are set. Throws CaptureError if no keys give the strides.
void set_captured_layout(const CapturedLaunch& launch, Case* c);

// Sets `misaligned` of a case that is legal else. Throws CaptureError.
void set_captured_alignment(const CapturedLaunch& launch, Case* c);

}  // namespace ropekv
