// The registry of properties, in the order in which they are checked: what the launch said, then
// structure, then numbers, then what needs further launches.
#include "properties/checks/checks.h"
#include "properties/checks/metamorphic.h"
#include "properties/other_kernel.h"
#include "properties/property.h"

namespace ropekv {
namespace {

bool always(const Case&, const Kernel&, const Lane&) {
  return true;
}
bool with_fence(const Case& c, const Kernel&, const Lane&) {
  return c.memory != Memory::kGuarded;
}
bool with_cache(const Case& c, const Kernel&, const Lane&) {
  return c.stores();
}
bool with_v_cache(const Case& c, const Kernel&, const Lane&) {
  return c.writes_v();
}
bool k_row_is_k_rope(const Case& c, const Kernel& kernel, const Lane&) {
  return c.writes_k() && !c.fp8_cache() && kernel.description.writes_k_rope;
}
bool k_row_is_computed(const Case& c, const Kernel& kernel, const Lane& lane) {
  return c.writes_k() && !k_row_is_k_rope(c, kernel, lane);
}
bool with_tail(const Case& c, const Kernel&, const Lane&) {
  return c.rotary_dim < c.head_dim;
}
bool with_identity_table(const Case& c, const Kernel&, const Lane&) {
  return c.table == TableKind::kIdentity;
}
// The padding property launches again with every slot a hole; a case without holes would say the
// same, but every case twice is not worth it.
bool with_padding(const Case& c, const Kernel& kernel, const Lane&) {
  return c.stores() && kernel.description.skips_negative_slots &&
         c.scenario.kind != ScenarioKind::kServing &&
         (c.holes.kind != HoleKind::kNone || c.num_slots_given < c.num_tokens);
}
bool serving(const Case& c, const Kernel&, const Lane&) {
  return c.scenario.kind == ScenarioKind::kServing;
}
bool not_serving(const Case& c, const Kernel&, const Lane&) {
  return c.scenario.kind != ScenarioKind::kServing;
}

// The proof of life of a property that no registered mutant is made for.
constexpr std::string_view kAloneFault = "a fault in properties/tests/each_alone_test.cpp";

constexpr Property kProperties[] = {
    {"launch_succeeds", "a legal launch ends without an error of the runtime",
     "launch geometry (F3, F4)", kAloneFault, "every case", PropertyKind::kLaunch, true, always,
     checks::launch_succeeds},
    {"declared_support_is_kept", "what its description supports, a kernel does not reject",
     "a dispatch narrower than its check (D20)", kAloneFault, "cases that the kernel rejects",
     PropertyKind::kLaunch, true, always, checks::declared_support_is_kept},
    {"rejection_touches_nothing", "a rejected case leaves every output as it was, with a sentence",
     "unsupported dims computed as garbage (D14, D20)", kAloneFault,
     "cases that the kernel rejects", PropertyKind::kLaunch, true, always,
     checks::rejection_touches_nothing},

    {"stays_inside_its_tensors", "no byte outside a tensor is touched, not even read",
     "reads past the end (D15, E9)", "mutant/reads_one_cos_sin_past_row",
     "tensors against a fence; on a GPU such a launch crashes", PropertyKind::kStructural, true,
     with_fence, checks::stays_inside_its_tensors},
    {"guards_are_intact", "the memory around every tensor keeps its bytes",
     "writes outside a tensor (B4, B12, D5)", "mutant/q_row_runs_one_element_over", "every case",
     PropertyKind::kStructural, true, always, checks::guards_are_intact},
    {"inputs_are_unchanged",
     "q, k, v, positions, slot_mapping, cos_sin_cache and the scales hold what they held",
     "inputs written back (C6, H1)", "mutant/input_k_scribbled",
     "every case; q and k only out of place", PropertyKind::kStructural, true, always,
     checks::inputs_are_unchanged},
    {"gaps_keep_their_bytes", "elements between the rows of a strided tensor keep their bytes",
     "strides taken for contiguous (E2, E4, E5)", "mutant/cache_row_runs_one_element_over",
     "every case; tensors with padding", PropertyKind::kStructural, true, always,
     checks::gaps_keep_their_bytes},
    {"untouched_slots_keep_their_bytes", "a slot that no token owns keeps every byte",
     "writes to the wrong slot (A1, B6, B7, B9)", "mutant/minus_one_becomes_slot_zero",
     "cases with a cache", PropertyKind::kStructural, false, with_cache,
     checks::untouched_slots_keep_their_bytes},

    {"v_is_copied_bitwise",
     "the row of v_buffer is the token's v, bit for bit, or its one right code in fp8",
     "V through arithmetic, wrong rows (C12, I5)", "mutant/v_through_float", "v_buffer is written",
     PropertyKind::kStructural, false, with_v_cache, checks::v_is_copied_bitwise},
    {"k_row_equals_k_rope", "the row of k_buffer is the token's k_rope, bit for bit",
     "live k and cached k differ (C1, C2, C5)", "mutant/k_rope_not_written",
     "k_buffer is written in the dtype of k, and the kernel writes k_rope",
     PropertyKind::kStructural, false, k_row_is_k_rope, checks::k_row_equals_k_rope},
    {"tails_pass_through_bitwise", "dims from rotary_dim on pass through bit for bit",
     "partial rotary (D1, D3, D5)", "mutant/tail_through_float", "rotary_dim < head_dim",
     PropertyKind::kStructural, false, with_tail, checks::tails_pass_through_bitwise},

    {"q_and_k_lie_in_the_accept_set",
     "every rotated element has a code that f32 arithmetic can legally give",
     "pairing, positions, table, precision (D1-D19, G1, H1-H4)", "mutant/table_rounded_to_input",
     "every case", PropertyKind::kNumeric, false, always, checks::q_and_k_lie_in_the_accept_set},
    {"cached_k_lies_in_the_accept_set",
     "every element of an owned K row has a code that its rotation can legally give",
     "scales, rounding and saturation of fp8 (I1-I6)", "mutant/fp8_quantises_rounded_k",
     "k_buffer is fp8, or the kernel does not write k_rope", PropertyKind::kNumeric, false,
     k_row_is_computed, checks::cached_k_lies_in_the_accept_set},

    {"every_rotated_element_is_written",
     "an element whose value is NaN, or its poison by chance, was written all the same",
     "missing writes behind a NaN (B5)", "mutant/nan_not_stored", "every case",
     PropertyKind::kStructural, false, always, checks::every_rotated_element_is_written},

    {"identity_table_changes_nothing",
     "with cos = 1 and sin = 0, finite values stay, up to the sign of zero",
     "a fault common to kernel and reference", "mutant/flushes_subnormals", "table=identity",
     PropertyKind::kMetamorphic, false, with_identity_table,
     checks::identity_table_changes_nothing},
    {"thread_order_does_not_matter",
     "every order of threads, and a second launch, give the same bytes",
     "races, in-place partner hazards (C2, C3, C4, J5)", "mutant/unrotated_k_stored_by_q_thread",
     "one launch", PropertyKind::kMetamorphic, false, not_serving,
     checks::thread_order_does_not_matter},
    {"padding_writes_nothing",
     "with every slot a hole, no cache is written and q and k are rotated all the same",
     "slot -1 (B3, B4, B6, B7)", "mutant/minus_one_wraps_to_last_slot",
     "cases with a cache and holes, or a short slot_mapping", PropertyKind::kMetamorphic, false,
     with_padding, checks::padding_writes_nothing},
    {"serving_history_holds",
     "after a history of launches every slot of the pool holds the rows of its last writer",
     "state that outlives a launch: stale, lost and kept rows (B6, J1)", kAloneFault,
     "scenario=serving", PropertyKind::kMetamorphic, false, serving, checks::serving_history_holds},
    // How launches relate (checks/metamorphic.h).
    {"rotating_back_restores",
     "q_rope and k_rope, rotated again with every sine negated, are q and k within a derived bound",
     "a rotation that is none: pairs, signs, table rows (D2, D4, D17)", kAloneFault,
     "table=real, values=normal or integers", PropertyKind::kMetamorphic, false,
     checks::rotating_back_restores_applies, checks::rotating_back_restores},
    {"rotation_keeps_the_norm_of_each_pair",
     "a rotated pair is as long as it was, within a derived bound",
     "factors on the way, sine and cosine of different angles (D4, D17, H1)", kAloneFault,
     "table=real, values=normal or integers", PropertyKind::kMetamorphic, false,
     checks::rotation_keeps_the_norm_of_each_pair_applies,
     checks::rotation_keeps_the_norm_of_each_pair},
    {"scores_depend_on_distance_only",
     "with all positions moved alike, dot products of q and k stay within a derived bound",
     "positions clamped, truncated or shifted (G1, G4, H2)", "mutant/positions_above_4096_clamped",
     "table=real, values=normal or integers, q and k, room in the table, good positions",
     PropertyKind::kMetamorphic, false, checks::scores_depend_on_distance_only_applies,
     checks::scores_depend_on_distance_only},
    {"token_order_does_not_matter",
     "permuted tokens give permuted q_rope and k_rope, and the same pools",
     "positions or slots taken to be in order (E12, G6, J6)",
     "mutant/q_position_of_previous_token_at_warp_edge",
     "two tokens and more, good positions, no slot named twice", PropertyKind::kMetamorphic, false,
     checks::token_order_does_not_matter_applies, checks::token_order_does_not_matter},
    {"batch_split_changes_nothing",
     "two launches, of the first tokens and of the rest, leave what one launch leaves",
     "variants chosen by the number of tokens (D2, E8, J6)",
     "mutant/single_token_loses_last_head_of_v", "two tokens and more", PropertyKind::kMetamorphic,
     false, checks::batch_split_changes_nothing_applies, checks::batch_split_changes_nothing},
    {"more_tokens_change_nothing", "tokens that follow change nothing for those before them",
     "variants chosen by the number of tokens (D2, E15, F3, J6)", kAloneFault, "every case",
     PropertyKind::kMetamorphic, false, checks::more_tokens_change_nothing_applies,
     checks::more_tokens_change_nothing},
    {"heads_are_independent",
     "two launches, of the first heads and of the others, leave what one launch leaves",
     "head counts, strides and masks (D2, E3, E7, E14)", "mutant/odd_last_head_skipped",
     "two heads and more", PropertyKind::kMetamorphic, false, checks::heads_are_independent_applies,
     checks::heads_are_independent},
    {"nhd_equals_hnd", "pages in NHD and in HND order hold the same rows",
     "strides of one order in the other (E6, E16)", "mutant/hnd_read_as_nhd", "paged pools",
     PropertyKind::kMetamorphic, false, checks::nhd_equals_hnd_applies, checks::nhd_equals_hnd},
    {"flat_equals_paged", "a flat pool and a paged one hold the same rows",
     "division into pages (E2, E4, E15)", "mutant/last_slot_of_page_goes_to_next_page",
     "cases with a cache that pages can divide", PropertyKind::kMetamorphic, false,
     checks::flat_equals_paged_applies, checks::flat_equals_paged},
    {"in_place_equals_out_of_place", "where q_rope and k_rope lie changes nothing",
     "in-place partner hazards, tails not copied (C3, C4, C5)",
     "mutant/in_place_partner_overwritten", "kernels that do both", PropertyKind::kMetamorphic,
     false, checks::in_place_equals_out_of_place_applies, checks::in_place_equals_out_of_place},
    {"fused_equals_unfused", "the fused kernel and the one in two steps give the same bits",
     "a fault common to kernel and reference (E15, H1, H4)", "mutant/table_rounded_to_input",
     "kernels of the registry with equal declarations and a fixed order of evaluation",
     PropertyKind::kMetamorphic, false, checks::fused_equals_unfused_applies,
     checks::fused_equals_unfused},
    {"neox_equals_interleaved",
     "with dims in the other style's order, the other style gives the same values in its order",
     "styles mixed up, one with a grid of its own (D9, D10, D15, D19)",
     "mutant/interleaved_treated_as_neox", "kernels that do both", PropertyKind::kMetamorphic,
     false, checks::neox_equals_interleaved_applies, checks::neox_equals_interleaved},
    {"launching_twice_equals_once",
     "launched again over its own caches, with the inputs restored, it leaves the same",
     "state kept in or taken from outputs (C2, J5)", kAloneFault, "no slot named twice",
     PropertyKind::kMetamorphic, false, checks::launching_twice_equals_once_applies,
     checks::launching_twice_equals_once},
    {"alignment_changes_nothing",
     "tensors that begin one element past an aligned address give the same bits as aligned ones",
     "vector and scalar variants that differ (E15, F1, F2)", "mutant/q_base_rounded_down",
     "kernels that take any alignment", PropertyKind::kMetamorphic, false,
     checks::alignment_changes_nothing_applies, checks::alignment_changes_nothing},
};

}  // namespace

std::span<const Property> all_properties() {
  return kProperties;
}

const Property* find_property(std::string_view name) {
  for (const Property& property : kProperties) {
    if (property.name == name) return &property;
  }
  if (name == kPropertyOfTwoKernels.name) return &kPropertyOfTwoKernels;
  return nullptr;
}

}  // namespace ropekv
