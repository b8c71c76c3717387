// What the judge of one launch and the judge of a history have in common.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "properties/judge.h"
#include "properties/poison.h"

namespace ropekv {

bool is_selected(std::string_view property, const JudgeOptions& options);

// Half of the cases see the poison's complement, so that a kernel that happens to write one
// pattern is seen with the other.
Poison poison_for(const Case& c);

// Some slot means "write nothing".
bool names_holes(const std::vector<int64_t>& slot_mapping, int64_t num_slots);

// A sentence if what was looked at without a violation proves too little, else empty.
std::string why_mistrusted(const Case& c, const JudgeOptions& options, const Judgement& judgement);

}  // namespace ropekv
