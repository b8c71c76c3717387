// A fixed case made random where it may be.
#pragma once

#include "properties/gen/fit.h"

namespace ropekv {

// `c` with the values of `drawn`, group by group, wherever the result fits and keeps what the
// options say. `c` itself must.
Case blend(const Case& drawn, const FitOptions& options, Case c);

}  // namespace ropekv
