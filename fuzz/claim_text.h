// A description in words: what a report repeats of a kernel that is right by its own rules.
#pragma once

#include <string>

#include "kernels/contract.h"

namespace ropekv {

// "host; neox; f16, bf16; tables f32; ...", then what differs from the contract's own rules.
// `excepts`: it has a ropekv_supports, which leaves something out.
std::string claim_text(const ropekv_description& description, bool excepts);

}  // namespace ropekv
