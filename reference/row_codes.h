// The data of a row, or a part of one, at once: data.h's element() for each of its dims.
#pragma once

#include <cstdint>

#include "reference/case.h"

namespace ropekv {

struct DataRow {
  DType dtype;
  Values values;
  uint64_t data_seed;
  uint32_t stream;
  int64_t token, head;
};

// Dims [begin, end); begin is a multiple of four.
void row_codes(const DataRow& row, int64_t begin, int64_t end, uint32_t* codes);

}  // namespace ropekv
