// The check of each property, one file each; property_list.cpp gives them names and claims.
#pragma once

#include "properties/property.h"

namespace ropekv::checks {

using Found = std::optional<Violation>;

Found launch_succeeds(CheckContext& context);
Found declared_support_is_kept(CheckContext& context);
Found rejection_touches_nothing(CheckContext& context);
Found stays_inside_its_tensors(CheckContext& context);
Found guards_are_intact(CheckContext& context);
Found inputs_are_unchanged(CheckContext& context);
Found gaps_keep_their_bytes(CheckContext& context);
Found untouched_slots_keep_their_bytes(CheckContext& context);
Found v_is_copied_bitwise(CheckContext& context);
Found k_row_equals_k_rope(CheckContext& context);
Found tails_pass_through_bitwise(CheckContext& context);
Found q_and_k_lie_in_the_accept_set(CheckContext& context);
Found cached_k_lies_in_the_accept_set(CheckContext& context);
Found identity_table_changes_nothing(CheckContext& context);
Found every_rotated_element_is_written(CheckContext& context);
Found thread_order_does_not_matter(CheckContext& context);
Found padding_writes_nothing(CheckContext& context);
Found serving_history_holds(CheckContext& context);

// What a launch wrote in places of this kind that no tensor's row covers.
Found strays_at(const Trial& trial, Trial::StrayPlace place);

// Metamorphic properties: how launches relate.

}  // namespace ropekv::checks
