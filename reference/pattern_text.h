// The values that have parts: positions=repeated:4, holes=random:5:125, misaligned=3:q+k_buffer.
#pragma once

#include "reference/case_text.h"

namespace ropekv {

CaseKey positions_key();
CaseKey slots_key();
CaseKey holes_key();
CaseKey hole_value_key();
CaseKey table_key();
CaseKey misaligned_key();
CaseKey reserved_slot_key();
CaseKey scenario_key();

}  // namespace ropekv
