// float_codes.h for whole arrays: the same results, many at once. No two arrays may overlap.
#pragma once

#include <cstdint>

#include "reference/case.h"

namespace ropekv {

void codes_from_f32(DType dtype, const float* values, int64_t n, uint32_t* codes);
// codes[0], codes[step], ...
void values_of_codes(DType dtype, const uint32_t* codes, int64_t step, int64_t n, float* values);
void nearest_codes(DType dtype, const double* values, int64_t n, uint32_t* codes);

// Elements first, first + step, ... of an array of codes of 2 or 4 bytes, and the way back for
// consecutive ones.
void load_codes(const void* from, int64_t element_bytes, int64_t first, int64_t step, int64_t n,
                uint32_t* codes);
void store_codes(const uint32_t* codes, int64_t n, int64_t element_bytes, void* to);

}  // namespace ropekv
