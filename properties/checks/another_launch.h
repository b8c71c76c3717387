// Further launches, for the properties that say how launches relate: of the same case in pieces or
// over again, and of a case that means the same and lies otherwise.
//
// A lane has one arena, so a later trial overwrites the first one's memory. What the first launch
// computed is known by its digest; where that differs, the case is launched again to say where.
#pragma once

#include <string_view>

#include "properties/checks/checks.h"

namespace ropekv::checks {

// There are tokens, one launch (not a history of them), and memory that is worth painting again.
bool can_relaunch(const Case& c);

// The changed case, launched plainly between guards, without the keys that no longer count. Empty
// where it is not legal, or too large.
std::optional<Case> plain_form(Case changed);

// Two tokens name one slot: which of them it holds is open.
bool has_colliding_slots(const Case& c);

// The kernel claims to support this launch. If not, there is nothing to compare.
bool is_supported(const Trial& trial, const ropekv_args& args);

// Launches `args` over what the memory holds, and holds that launch to what every launch must do:
// it succeeds, and writes nothing outside the rows.
Found launch_part(const CheckContext& context, Trial& trial, const ropekv_args& args,
                  std::string_view which_launch);

// Paints everything anew, launches plainly, and holds the launch to the same, and to leaving its
// inputs alone.
Found launch_whole(const CheckContext& context, Trial& trial, std::string_view which_launch);

// A trial of the case as it is. Bound to the problem of the first, for as long as that lives.
Trial trial_like_first(const CheckContext& context);

// `changed` has the same outputs as the case: bit for bit where the kernel declares a fixed order
// of evaluation, else in V and the tails.
Found same_outputs_as(CheckContext& context, const Case& changed, std::string_view which_launch);

}  // namespace ropekv::checks
