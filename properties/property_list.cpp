// The registry of properties, in the order in which they are checked: what the launch said, then
// structure, then numbers, then what needs further launches.
#include "properties/checks/checks.h"
#include "properties/property.h"

namespace ropekv {
namespace {

bool always(const Case&, const Kernel&, const Lane&) {
  return true;
}
bool with_v_cache(const Case& c, const Kernel&, const Lane&) {
  return c.writes_v();
}
bool with_k_cache(const Case& c, const Kernel& kernel, const Lane&) {
  return c.writes_k() && kernel.description.writes_k_rope;
}
bool with_tail(const Case& c, const Kernel&, const Lane&) {
  return c.rotary_dim < c.head_dim;
}
bool with_identity_table(const Case& c, const Kernel&, const Lane&) {
  return c.table == TableKind::kIdentity;
}
// Bytes of a token whose position is outside are nobody's promise, not even that of being equal.
bool within_the_table(const Case& c, const Kernel&, const Lane&) {
  return c.bad_positions_permille == 0;
}
// The padding property launches again with every slot a hole; a case without holes would say the
// same, but every case twice is not worth it.
bool with_padding(const Case& c, const Kernel&, const Lane&) {
  return c.cache != CacheWrite::kNone &&
         (c.holes.kind != HoleKind::kNone || c.num_slots_given < c.num_tokens);
}

constexpr Property kProperties[] = {
    {"launch_succeeds", "a legal launch ends without an error of the runtime",
     "launch geometry (F3, F4)", "a test kernel in properties/tests/judge_test.cpp", "every case",
     true, always, checks::launch_succeeds},
    {"declared_support_is_kept", "what its description supports, a kernel does not reject",
     "a dispatch narrower than its check (D20)", "a test kernel in properties/tests/judge_test.cpp",
     "cases that the kernel rejects", true, always, checks::declared_support_is_kept},
    {"rejection_touches_nothing", "a rejected case leaves every output as it was, with a sentence",
     "unsupported dims computed as garbage (D14, D20)",
     "a test kernel in properties/tests/judge_test.cpp", "cases that the kernel rejects", true,
     always, checks::rejection_touches_nothing},
    {"guards_are_intact", "the memory around every tensor keeps its bytes",
     "writes outside a tensor (B4, B12, D5)", "mutant/q_row_runs_one_element_over", "every case",
     true, always, checks::guards_are_intact},
    {"inputs_are_unchanged",
     "q, k, v, positions, slot_mapping and cos_sin_cache hold what they held",
     "inputs written back (C6, H1)", "mutant/input_k_scribbled",
     "every case; q and k only out of place", true, always, checks::inputs_are_unchanged},
    {"gaps_keep_their_bytes", "elements between the rows of a strided tensor keep their bytes",
     "strides taken for contiguous (E2, E4, E5)", "mutant/cache_row_runs_one_element_over",
     "every case; tensors with padding", true, always, checks::gaps_keep_their_bytes},
    {"untouched_slots_keep_their_bytes", "a slot that no token owns keeps every byte",
     "writes to the wrong slot (A1, B6, B7, B9)", "mutant/minus_one_becomes_slot_zero",
     "every case with a cache", false, always, checks::untouched_slots_keep_their_bytes},
    {"v_is_copied_bitwise", "the row of v_buffer is the token's v, bit for bit",
     "V through arithmetic, wrong rows (C12, I5)", "mutant/v_through_float", "v_buffer is written",
     false, with_v_cache, checks::v_is_copied_bitwise},
    {"k_row_equals_k_rope", "the row of k_buffer is the token's k_rope, bit for bit",
     "live k and cached k differ (C1, C2, C5)", "mutant/cache_tail_not_copied",
     "k_buffer is written, and the kernel writes k_rope", false, with_k_cache,
     checks::k_row_equals_k_rope},
    {"tails_pass_through_bitwise", "dims from rotary_dim on pass through bit for bit",
     "partial rotary (D1, D3, D5)", "mutant/tail_through_float", "rotary_dim < head_dim", false,
     with_tail, checks::tails_pass_through_bitwise},
    {"q_and_k_lie_in_the_accept_set",
     "every rotated element has a code that f32 arithmetic can legally give",
     "pairing, positions, table, precision (D1-D19, G1, H1-H4)", "mutant/table_rounded_to_input",
     "every case", false, always, checks::q_and_k_lie_in_the_accept_set},
    {"identity_table_changes_nothing",
     "with cos = 1 and sin = 0, finite values stay, up to the sign of zero",
     "a fault common to kernel and reference", "mutant/flushes_subnormals", "table=identity", false,
     with_identity_table, checks::identity_table_changes_nothing},
    {"every_rotated_element_is_written",
     "an element of q_rope or k_rope whose value is NaN was written all the same",
     "missing writes behind a NaN (B5)", "mutant/nan_not_stored", "every case", false, always,
     checks::every_rotated_element_is_written},
    {"thread_order_does_not_matter",
     "every order of threads, and a second launch, give the same bytes",
     "races, in-place partner hazards (C2, C3, C4, J5)", "mutant/unrotated_k_stored_by_q_thread",
     "positions within the table", false, within_the_table, checks::thread_order_does_not_matter},
    {"padding_writes_nothing",
     "with every slot a hole, no cache is written and q and k are rotated all the same",
     "slot -1 (B3, B4, B6, B7)", "mutant/minus_one_wraps_to_last_slot",
     "cases with a cache and holes, or a short slot_mapping", false, with_padding,
     checks::padding_writes_nothing},
};

}  // namespace

std::span<const Property> all_properties() {
  return kProperties;
}

const Property* find_property(std::string_view name) {
  for (const Property& property : kProperties) {
    if (property.name == name) return &property;
  }
  return nullptr;
}

}  // namespace ropekv
