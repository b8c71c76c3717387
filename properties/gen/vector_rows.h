// Rows that kernels move in vectors of 16 bytes.
#pragma once

#include "reference/case.h"

namespace ropekv::gen_parts {

// Makes every row a multiple of 16 bytes, so that vectors are moved.
void make_vector_rows(Case* c);
bool has_vector_rows(const Case& c);

}  // namespace ropekv::gen_parts
