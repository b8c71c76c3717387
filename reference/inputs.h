// What the index arrays and the table of a case hold, written out.
#pragma once

#include <cstdint>
#include <vector>

#include "reference/case.h"

namespace ropekv {

struct Inputs {
  std::vector<int64_t> positions;     // [num_tokens]
  std::vector<int64_t> slot_mapping;  // [num_slots_given]
  std::vector<uint8_t> row_used;      // [max_position]: some token's position is this row
  // f32 bits [max_position, rotary_dim] of values that the dtype of the table has; unused rows are
  // 0
  std::vector<uint32_t> cos_sin_cache;

  bool position_in_table(int64_t token) const {
    return positions[token] >= 0 && positions[token] < static_cast<int64_t>(row_used.size());
  }
};

Inputs materialise(const Case& c);

// What cos_sin_cache holds in memory for such a value: its code in table_dtype.
uint32_t table_code(const Case& c, uint32_t f32_bits);

}  // namespace ropekv
