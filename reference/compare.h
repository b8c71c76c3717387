// Holds the rotated part of q_rope or k_rope against the accept-set, element by element.
#pragma once

#include "reference/inputs.h"
#include "reference/layout.h"
#include "reference/numeric_report.h"

namespace ropekv {

// `which` is Tensor::kQ or Tensor::kK; `rotated` points to element 0 of the region that holds its
// output, as the kernel left it, and `view` says where in it. Tokens whose position lies outside
// the table are left out.
void compare_rotation(const Case& c, const Inputs& in, Tensor which, const View& view,
                      const void* rotated, NumericReport* report);

}  // namespace ropekv
