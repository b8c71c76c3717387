// A captured launch as the case that launches the same: shapes, strides, types, positions and
// slots. What the elements were is not captured: the case has data of its own.
#pragma once

#include "fuzz/capture/captured_launch.h"

namespace ropekv {

// Legal. Throws CaptureError if no case launches this.
Case case_of_capture(const CapturedLaunch& launch);

}  // namespace ropekv
