// Index arrays as the patterns of a case where one gives them, else as lists.
#pragma once

#include <cstdint>
#include <vector>

#include "reference/case.h"

namespace ropekv {

// Of a case whose num_tokens and max_position are set; all values lie in the table.
void set_positions(const std::vector<int64_t>& values, Case* c);

// Of a case whose num_slots_given, num_slots, slot_dtype and reserved_slot are set.
void set_slots(const std::vector<int64_t>& values, Case* c);

}  // namespace ropekv
