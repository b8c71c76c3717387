// The properties that say how launches relate, one file each: when each applies, and its check.
#pragma once

#include "properties/checks/checks.h"

namespace ropekv::checks {

#define ROPEKV_RELATION(name)                                   \
  bool name##_applies(const Case&, const Kernel&, const Lane&); \
  Found name(CheckContext& context)

ROPEKV_RELATION(rotating_back_restores);
ROPEKV_RELATION(rotation_keeps_the_norm_of_each_pair);
ROPEKV_RELATION(scores_depend_on_distance_only);
ROPEKV_RELATION(token_order_does_not_matter);
ROPEKV_RELATION(batch_split_changes_nothing);
ROPEKV_RELATION(more_tokens_change_nothing);
ROPEKV_RELATION(heads_are_independent);
ROPEKV_RELATION(nhd_equals_hnd);
ROPEKV_RELATION(flat_equals_paged);
ROPEKV_RELATION(in_place_equals_out_of_place);
ROPEKV_RELATION(fused_equals_unfused);
ROPEKV_RELATION(neox_equals_interleaved);
ROPEKV_RELATION(launching_twice_equals_once);
ROPEKV_RELATION(alignment_changes_nothing);

#undef ROPEKV_RELATION

}  // namespace ropekv::checks
