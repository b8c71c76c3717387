// The registry of mutants: one line each, and the lines of code that its Fault guards.
//
// X(fault, name, museum row, bug). All are safe to run beside guarded memory: none leaves its
// tensors, but for the strays of one element that are the bug.
#pragma once

// clang-format off
#define ROPEKV_MUTANTS(X)                                                                          \
  /* Who is written, and who is not. */                                                            \
  X(kKRopeNotWritten, "k_rope_not_written", "C1",                                                  \
    "rotated K goes to the cache only, k_rope keeps what it held")                                 \
  X(kCacheTailNotCopied, "cache_tail_not_copied", "C5",                                            \
    "dims >= rotary_dim of K do not reach the cache")                                              \
  X(kKvHeadFromQHead, "kv_head_from_q_head", "C10",                                                \
    "the cache row is addressed by the query head of the group")                                   \
  X(kInputKScribbled, "input_k_scribbled", "C6",                                                   \
    "rotated K is written back to the input although k_rope is another tensor")                    \
  X(kVCopiesHeadDimElements, "v_copies_head_dim_elements", "C12",                                  \
    "V rows are copied with K's head_dim, so a longer V loses its end")                            \
  X(kUnrotatedKStoredByQThread, "unrotated_k_stored_by_q_thread", "C2",                            \
    "a Q thread stores the unrotated K row as well, in no order with the K thread")                \
  X(kInPlacePartnerOverwritten, "in_place_partner_overwritten", "C4",                              \
    "in place, the second half is computed from the already rotated first half")                   \
  /* Slots and padding. */                                                                         \
  X(kNegativeSlotSkipsQ, "negative_slot_skips_q", "B3",                                            \
    "a negative slot skips the rotation of the token as well")                                     \
  X(kTokensPastSlotMappingNotRotated, "tokens_past_slot_mapping_not_rotated", "B3",                \
    "tokens past the end of slot_mapping are not rotated")                                         \
  X(kMinusOneWrapsToLastSlot, "minus_one_wraps_to_last_slot", "B7",                                \
    "slot -1 is taken modulo the pool: its last slot is overwritten")                              \
  X(kMinusOneBecomesSlotZero, "minus_one_becomes_slot_zero", "B6",                                 \
    "slot -1 is taken for slot 0")                                                                 \
  X(kSlotPastPoolBecomesLast, "slot_past_pool_becomes_last", "B9",                                 \
    "a slot past the pool is clamped to the last slot, which is somebody's")                       \
  X(kSlotMappingReadOnePast, "slot_mapping_read_one_past", "B1",                                  \
    "the bound on slot_mapping is off by one: the word behind it is taken for a slot")             \
  X(kLastSlotSkipped, "last_slot_skipped", "B12",                                                  \
    "the bound on the slot is off by one: the last slot is never written")                         \
  /* Indices and bounds. */                                                                        \
  X(kPositionsReadAsInt32, "positions_read_as_int32", "G1",                                        \
    "int64 positions are read as int32")                                                           \
  X(kSlotsReadAsInt32, "slots_read_as_int32", "G2",                                                \
    "an int64 slot_mapping is read as int32")                                                      \
  X(kLastTableRowNeverUsed, "last_table_row_never_used", "G4",                                     \
    "the bound on the position is off by one: the last row of the table is refused")               \
  X(kTokensAbove65535Dropped, "tokens_above_65535_dropped", "F3",                                  \
    "tokens lie on grid.y, which ends at 65535")                                                   \
  X(kOddLastHeadSkipped, "odd_last_head_skipped", "E14",                                           \
    "heads are taken two at a time, the last of an odd number is left out")                        \
  X(kQPositionOfPreviousTokenAtWarpEdge, "q_position_of_previous_token_at_warp_edge", "J6",        \
    "every 32nd token rotates Q by the position that its neighbour had staged")                    \
  X(kCacheOffsetWrapsAt2To31, "cache_offset_wraps_at_2_to_31", "A1",                               \
    "the cache offset is kept in 31 bits: far slots alias near ones")                              \
  X(kCacheBytesWrapAt4GiB, "cache_bytes_wrap_at_4_gib", "A9",                                      \
    "the cache offset in bytes is kept in 32 bits")                                                \
  /* Strides. */                                                                                   \
  X(kCacheStrideAssumedContiguous, "cache_stride_assumed_contiguous", "E2",                        \
    "the strides of the cache are ignored")                                                        \
  X(kOneHeadStrideForQAndK, "one_head_stride_for_q_and_k", "E3",                                   \
    "K is addressed with the head stride of Q")                                                    \
  X(kQRowRunsOneElementOver, "q_row_runs_one_element_over", "D5",                                  \
    "one element is written behind each row of q_rope")                                            \
  X(kCacheRowRunsOneElementOver, "cache_row_runs_one_element_over", "D16",                         \
    "one element is written behind each K row of the cache")                                       \
  /* Pairs and the table. */                                                                       \
  X(kPairsByHeadDim, "pairs_by_head_dim", "D1",                                                    \
    "neox pairs are (i, i + head_dim/2), wrong where rotary_dim < head_dim")                       \
  X(kInterleavedTreatedAsNeox, "interleaved_treated_as_neox", "D10",                               \
    "the style is ignored: interleaved rows are rotated in neox pairs")                            \
  X(kInterleavedRotatesHeadZeroOnly, "interleaved_rotates_head_zero_only", "D19",                  \
    "the interleaved grid lacks its head dimension: other heads pass through unrotated")           \
  X(kSinOffsetRoundedToPow2, "sin_offset_rounded_to_pow2", "D4",                                   \
    "sin starts at half of the next power of two of rotary_dim")                                   \
  X(kTableRowByHeadDim, "table_row_by_head_dim", "D18",                                            \
    "rows of cos_sin_cache are head_dim apart")                                                    \
  X(kReadsOneCosSinPastRow, "reads_one_cos_sin_past_row", "D15",                                   \
    "one float is read behind each table row, past the table at its last row")                     \
  X(kSinSignFlippedForOddHeads, "sin_sign_flipped_for_odd_heads", "D2",                            \
    "every second head is rotated backwards")                                                      \
  /* Missing writes. */                                                                           \
  X(kNanNotStored, "nan_not_stored", "B5",                                                         \
    "results that are NaN are not stored")                                                         \
  /* Precision. */                                                                                 \
  X(kTableRoundedToInput, "table_rounded_to_input", "H1",                                          \
    "cos and sin are rounded to the dtype of q")                                                   \
  X(kProductsRoundedToInput, "products_rounded_to_input", "H3",                                    \
    "the products are rounded to the dtype of q before they are added")                            \
  X(kRoundsTwiceThroughBf16, "rounds_twice_through_bf16", "I5",                                    \
    "f16 results are rounded to bf16 first")                                                       \
  X(kFlushesSubnormals, "flushes_subnormals", "H2",                                                \
    "f32 subnormals become zero, as under --use_fast_math")                                        \
  X(kNegativeZeroBecomesZero, "negative_zero_becomes_zero", "H4",                                  \
    "a computed -0 is stored as +0")                                                               \
  X(kVThroughFloat, "v_through_float", "I5",                                                       \
    "V is converted to f32 and back, which rewrites its NaNs")                                     \
  X(kTailThroughFloat, "tail_through_float", "I5",                                                 \
    "dims >= rotary_dim are converted to f32 and back, which rewrites their NaNs")
// clang-format on

namespace ropekv::mutants {

enum class Fault {
  kNone,  // the kernel is right, as registry_test shows
#define ROPEKV_FAULT(fault, name, museum, bug) fault,
  ROPEKV_MUTANTS(ROPEKV_FAULT)
#undef ROPEKV_FAULT
};

}  // namespace ropekv::mutants
