// What a report counts over an array of outputs at once.
#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "reference/accept_set.h"
#include "reference/numeric_report.h"

namespace ropekv {

using CodeArray = Eigen::Array<uint32_t, Eigen::Dynamic, 1>;

// How many of `got` are legal (is_legal).
int64_t count_legal(DType dtype, const LegalCodes& legal, const CodeArray& got);

// Adds what these outputs are to the report's numbers.
void count_codes(DType dtype, const LegalCodes& legal, const CodeArray& got, NumericStats* stats);

}  // namespace ropekv
