// What a cache of another dtype than its inputs holds, as a kernel declares.
#pragma once

#include "reference/case.h"
#include "reference/declarations.h"

namespace ropekv {

// x / scale, or x times the reciprocal that was rounded to f32, in f32; then to fp8.
uint32_t quantised(CacheDType fp8, const Declarations& how, float scale, float x);

}  // namespace ropekv
