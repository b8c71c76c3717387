// The registry of mutants: one line each, and the lines of code that its Fault guards.
//
// X(fault, name, museum row, bug). All are safe to run beside guarded memory: none leaves its
// tensors, but for the strays that are the bug, of one element or at most 15 bytes.
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
    "dims >= rotary_dim are converted to f32 and back, which rewrites their NaNs")                 \
  /* Fp8 caches. */                                                                                \
  X(kFp8KScaleUsedForV, "fp8_k_scale_used_for_v", "I3",                                            \
    "V is divided by k_scale")                                                                     \
  X(kFp8ScaleMultiplied, "fp8_scale_multiplied", "I1",                                             \
    "the scale is multiplied by, where it divides")                                                \
  X(kFp8ScaleIgnored, "fp8_scale_ignored", "I3",                                                   \
    "the scales are never used: right only at 1")                                                  \
  X(kFp8HostScaleDespitePointer, "fp8_host_scale_despite_pointer", "I2",                           \
    "k_scale is taken from the field although k_scale_ptr is given, v_scale likewise")             \
  X(kFp8MultipliesByReciprocal, "fp8_multiplies_by_reciprocal", "I6",                              \
    "1 / scale is rounded first and multiplied by, so that some ties break otherwise")             \
  X(kFp8OverflowNotSaturated, "fp8_overflow_not_saturated", "I5",                                  \
    "what is too large becomes NaN (e4m3) or infinity (e5m2)")                                     \
  X(kFp8SaturatesAt256, "fp8_saturates_at_256", "I5",                                              \
    "e4m3 saturates at 256 and not at 448")                                                        \
  X(kFp8RoundsTowardZero, "fp8_rounds_toward_zero", "I5",                                          \
    "fp8 codes are truncated")                                                                     \
  X(kFp8RoundsHalfUp, "fp8_rounds_half_up", "I5",                                                  \
    "half-way values go away from zero and not to the even code")                                  \
  X(kFp8RoundsTwiceThroughBf16, "fp8_rounds_twice_through_bf16", "I5",                             \
    "values are rounded to bf16 on their way to fp8")                                              \
  X(kFp8QuantisesRoundedK, "fp8_quantises_rounded_k", "I6",                                        \
    "the cache row is made from k_rope, which is rounded already")                                 \
  X(kFp8FlushesSubnormals, "fp8_flushes_subnormals", "I5",                                         \
    "fp8 subnormals become zero")                                                                  \
  X(kFp8NegativeZeroBecomesZero, "fp8_negative_zero_becomes_zero", "I5",                           \
    "-0 is stored as +0")                                                                          \
  X(kFp8NanBecomesLargest, "fp8_nan_becomes_largest", "I5",                                        \
    "a NaN is clamped to the largest finite value")                                                \
  X(kFp8E5m2WrittenForE4m3, "fp8_e5m2_written_for_e4m3", "I4",                                     \
    "the format is ignored: e5m2 codes fill an e4m3 cache")                                        \
  /* Pages. */                                                                                     \
  X(kPageStrideFromSlotStride, "page_stride_from_slot_stride", "E4",                               \
    "pages are taken to be page_size slots apart")                                                 \
  X(kHndReadAsNhd, "hnd_read_as_nhd", "E6",                                                        \
    "an HND page is filled in NHD order")                                                          \
  X(kPageSizeRoundedUpToPow2, "page_size_rounded_up_to_pow2", "E15",                               \
    "slots are split by a shift, wrong where page_size is no power of two")                        \
  X(kSlotsInPageFrom64Dropped, "slots_in_page_from_64_dropped", "E14",                             \
    "a block covers 64 slots of a page, the others are never written")                             \
  X(kLastSlotOfPageGoesToNextPage, "last_slot_of_page_goes_to_next_page", "E16",                   \
    "the last slot of a page is written to the first of the next page")                            \
  X(kVWrittenWithKPageStride, "v_written_with_k_page_stride", "E3",                                \
    "V is addressed with the page stride of K")                                                    \
  X(kSlotBehindReservedScribbled, "slot_behind_reserved_scribbled", "B9",                          \
    "a token in the reserved slot changes the slot behind it too")                                 \
  X(kBystanderByteChangedInLargePools, "bystander_byte_changed_in_large_pools", "A9",              \
    "in pools past 65536 slots or 2^31 elements, a byte of an unnamed slot changes")               \
  /* 16-bit tables. */                                                                             \
  X(kBf16TableReadAsF16, "bf16_table_read_as_f16", "I4",                                           \
    "a bf16 table is read as f16")                                                                 \
  X(kTableRowStrideInFloats, "table_row_stride_in_floats", "D18",                                  \
    "rows of a 16-bit table are taken to be as long in bytes as those of an f32 table")            \
  /* Addresses off the 16-byte grid. */                                                            \
  X(kQBaseRoundedDown, "q_base_rounded_down", "F1",                                                \
    "q is read in aligned vectors: its base is rounded down to 16 bytes")                          \
  X(kCacheBaseRoundedDown, "cache_base_rounded_down", "F1",                                        \
    "K rows are stored in aligned vectors: the base of k_buffer is rounded down to 16 bytes")      \
  X(kTableBaseRoundedDown, "table_base_rounded_down", "F2",                                        \
    "the table is read in aligned vectors: its base is rounded down to 16 bytes")                  \
  X(kVRemainderNotCopied, "v_remainder_not_copied", "F2",                                          \
    "V is copied in vectors of 8, and what is left of a row is forgotten")                         \
  /* Programmatic dependent launch: only a GPU, and a predecessor that still writes, can tell. */  \
  X(kPdlNoWait, "pdl_no_wait", "J2",                                                               \
    "inputs are read without a wait for the kernel before")                                        \
  X(kPdlRowsReadBeforeWait, "pdl_rows_read_before_wait", "J2",                                     \
    "the first element of each q and k row is loaded before the wait")                             \
  X(kPdlSlotsReadBeforeWait, "pdl_slots_read_before_wait", "J1",                                   \
    "slot_mapping is read before the wait")                                                        \
  X(kPdlPositionsReadBeforeWait, "pdl_positions_read_before_wait", "J4",                           \
    "positions are read before the wait")                                                          \
  X(kPdlVReadBeforeWait, "pdl_v_read_before_wait", "J2",                                           \
    "the first element of each v row is loaded before the wait")                                   \
  /* Streams: only a GPU, and a stream that is busy writing the inputs, can tell. */               \
  X(kStreamIgnored, "stream_ignored", "F7",                                                        \
    "the launch goes to the default stream, whichever stream was given")                           \
  /* Rare places. */                                                                               \
  X(kTokenOffsetWrapsAt2To31, "token_offset_wraps_at_2_to_31", "A6",                               \
    "the offset of a row of q or k is kept in 31 bits")                                            \
  X(kOneElementIn100000OneUlpUp, "one_element_in_100000_one_ulp_up", "H4",                         \
    "one computed element of 100,003 is one ulp too large")                                        \
  X(kTableRoundedToBf16, "table_rounded_to_bf16", "H1",                                            \
    "cos and sin are rounded to bf16, whatever the dtype of q")                                    \
  X(kInPlaceRoundsTowardZero, "in_place_rounds_toward_zero", "H3",                                 \
    "in place, f16 and bf16 results are truncated")                                                \
  X(kToken33RotatesKByPositionOf32, "token_33_rotates_k_by_position_of_32", "J6",                  \
    "token 33, and no other, rotates K by the position of the token before")                       \
  X(kPositionsAbove4096Clamped, "positions_above_4096_clamped", "G4",                              \
    "positions above 4096 use row 4096 of the table")                                              \
  X(kHeadDim80RotatesOnly64, "head_dim_80_rotates_only_64", "D20",                                 \
    "at head_dim 80, pairs that reach beyond dim 64 are not rotated")                              \
  X(kShortSlotMappingLosesItsLast, "short_slot_mapping_loses_its_last", "B1",                      \
    "where slot_mapping is shorter than the tokens, its last slot is ignored")                     \
  X(kLastSlotLosesLastElementOfV, "last_slot_loses_last_element_of_v", "B12",                      \
    "in the last slot of the pool, V lacks its last element")                                      \
  X(kSingleTokenLosesLastHeadOfV, "single_token_loses_last_head_of_v", "E8",                       \
    "with one token, the last head of V is not stored")                                            \
  X(kVRowOfNegativeZeroSkipped, "v_row_of_negative_zero_skipped", "I6",                            \
    "a row of V that begins with -0 is taken for an empty one and not stored")                     \
  X(kHead5OfQRotatedBackwards, "head_5_of_q_rotated_backwards", "D2",                              \
    "head 5 of q, and no other, is rotated backwards")                                             \
  X(kAt17TokensTheLastIsDropped, "at_17_tokens_the_last_is_dropped", "J6",                         \
    "with exactly 17 tokens, the last one is forgotten")                                           \
  X(kVThatIsThereAlreadyChanges, "v_that_is_there_already_changes", "J5",                          \
    "a row of V that its slot holds already, from an earlier launch, is stored with "              \
    "a bit changed")                                                                               \
  X(kLane13DropsDim7, "lane_13_drops_dim_7", "D2",                                                 \
    "a thread in lane 13 of its warp leaves dim 7 as it was")                                      \
  X(kNegativeZeroInQReadAsZero, "negative_zero_in_q_read_as_zero", "H4",                           \
    "-0 in q counts as +0 where it is rotated")                                                    \
  X(kViewsOfOneTensorTakenForTwo, "views_of_one_tensor_taken_for_two", "E4",                       \
    "where K and V are views of one tensor, pages of V are taken to lie twice as dense")           \
  X(kPositionZeroTakenForIdentity, "position_zero_taken_for_identity", "D17",                      \
    "position 0 rotates by nothing, whatever its row of the table says")                           \
  X(kHeadsOfQFrom64NotRotated, "heads_of_q_from_64_not_rotated", "E14",                            \
    "a block covers 64 heads of q, those behind pass through")                                     \
  X(kHndOf4HeadsReadAsNhd, "hnd_of_4_heads_read_as_nhd", "E6",                                     \
    "an HND page is filled in NHD order where heads come in fours")                                \
  X(kSlotsKeptIn16Bits, "slots_kept_in_16_bits", "A2",                                             \
    "slots are kept in 16 bits, with a sign")                                                      \
  X(kPositionsKeptIn16Bits, "positions_kept_in_16_bits", "G1",                                     \
    "positions are kept in 16 bits")                                                               \
  X(kInPlaceStridedPartialLosesLastPair, "in_place_strided_partial_loses_last_pair", "D8",         \
    "in place, in strided rows with a tail, the last pair is not rotated")                         \
  X(kWithPdlTheLastOfOddTokensIsDropped, "with_pdl_the_last_of_odd_tokens_is_dropped", "J3",       \
    "launched with PDL, the last of an odd number of tokens is forgotten")                         \
  X(kReservedSlotSkipsRotation, "reserved_slot_skips_rotation", "B5",                              \
    "a token in the reserved slot is not rotated")                                                 \
  X(kTokenAfterBadPositionDropped, "token_after_bad_position_dropped", "G4",                       \
    "a token whose predecessor has no row in the table is dropped as well")                        \
  X(kVAloneRepeatsHeadZero, "v_alone_repeats_head_zero", "B13",                                    \
    "without k, every head of V is stored as head 0")                                              \
  /* Reads outside of a tensor, of one byte. They change nothing: only a fence can tell. */        \
  X(kReadsPastQ, "reads_past_q", "D6",                                                             \
    "one element is read behind the end of q")                                                     \
  X(kReadsPastK, "reads_past_k", "C8",                                                             \
    "one element is read behind the end of k")                                                     \
  X(kReadsPastV, "reads_past_v", "E13",                                                            \
    "one element is read behind the end of v")                                                     \
  X(kReadsPastPositions, "reads_past_positions", "F5",                                             \
    "one element is read behind the end of positions")                                             \
  X(kReadsPastSlotMapping, "reads_past_slot_mapping", "B1",                                        \
    "one element is read behind the end of slot_mapping")                                          \
  X(kReadsPastCosSinCache, "reads_past_cos_sin_cache", "D15",                                      \
    "one element is read behind the end of cos_sin_cache")                                         \
  X(kReadsPastKBuffer, "reads_past_k_buffer", "B13",                                               \
    "one element is read behind the end of k_buffer")                                              \
  X(kReadsPastVBuffer, "reads_past_v_buffer", "B13",                                               \
    "one element is read behind the end of v_buffer")                                              \
  X(kReadsBeforeQ, "reads_before_q", "F1",                                                         \
    "one element is read before the start of q")                                                   \
  X(kReadsBeforeK, "reads_before_k", "F1",                                                         \
    "one element is read before the start of k")                                                   \
  X(kReadsBeforeV, "reads_before_v", "F1",                                                         \
    "one element is read before the start of v")                                                   \
  X(kReadsBeforeCosSinCache, "reads_before_cos_sin_cache", "G4",                                   \
    "one element is read before the start of cos_sin_cache")
// clang-format on

namespace ropekv::mutants {

enum class Fault {
  kNone,  // the kernel is right, as registry_test shows
#define ROPEKV_FAULT(fault, name, museum, bug) fault,
  ROPEKV_MUTANTS(ROPEKV_FAULT)
#undef ROPEKV_FAULT
};

}  // namespace ropekv::mutants
