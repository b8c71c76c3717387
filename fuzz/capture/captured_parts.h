// The parts of a captured layout, one file each: what each sets, or false if no keys of a case say
// it.
#pragma once

#include <optional>

#include "fuzz/capture/captured_launch.h"
#include "fuzz/capture/row_paddings.h"

namespace ropekv {

bool set_inputs(const CapturedLaunch& launch, UnitDims units, Case* c);
bool set_outputs(const CapturedLaunch& launch, UnitDims units, Case* c);
bool set_pools(const CapturedLaunch& launch, UnitDims units, Case* c);

// From one address up to another in elements; empty where that is unknown or no whole number.
std::optional<int64_t> elements_between(uint64_t from, uint64_t to, int64_t element_bytes);

}  // namespace ropekv
