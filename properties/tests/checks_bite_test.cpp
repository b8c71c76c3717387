// One byte, one element or one bit wrong anywhere is seen, by the check whose business it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/tests/tampered_kernel.h"

namespace ropekv {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using testing::roomy_case;
using testing::run_production;
using testing::tampered;
using testing::violated;

char* bytes(const void* address) {
  return static_cast<char*>(const_cast<void*>(address));
}
float* floats(const void* address) {
  return static_cast<float*>(const_cast<void*>(address));
}

// Not the relations between launches: several of them see a wrong launch as well, and
// each_alone_test.cpp is about those.
JudgeOptions all_but_relations() {
  JudgeOptions options;
  for (const Property& property : all_properties()) {
    const bool is_kept = property.name == "identity_table_changes_nothing" ||
                         property.name == "thread_order_does_not_matter" ||
                         property.name == "padding_writes_nothing";
    if (is_kept || property.kind != PropertyKind::kMetamorphic) {
      options.only.push_back(property.name);
    }
  }
  return options;
}

std::vector<std::string_view> judge_with(testing::LaunchHost launch, Case c = roomy_case()) {
  const auto lane = make_host_lane();
  return violated(judge(c, tampered(launch), *lane, all_but_relations()));
}

// Expands to a launch that runs the right kernel, then `fault` with `args` in scope.
#define AFTER(fault)                                                                  \
  [](const ropekv_args& args, HostLaunch how, ropekv_error* error) -> ropekv_status { \
    const ropekv_status status = run_production(args, how, error);                    \
    fault;                                                                            \
    return status;                                                                    \
  }

TEST(AnUntouchedLaunch, HasNoViolation) {
  EXPECT_THAT(judge_with(AFTER((void)0)), ElementsAre());
}

TEST(GuardsAreIntact, SeesOneByteBeforeAndBehindEveryTensor) {
  EXPECT_THAT(judge_with(AFTER(bytes(args.q)[-1] ^= 1)), ElementsAre("guards_are_intact"));
  EXPECT_THAT(judge_with(AFTER(bytes(args.k_buffer)[-1] ^= 1)), ElementsAre("guards_are_intact"));
  EXPECT_THAT(judge_with(AFTER(bytes(args.cos_sin_cache)[64 * 16 * 4] ^= 1)),
              ElementsAre("guards_are_intact"));
  EXPECT_THAT(judge_with(AFTER(bytes(args.positions)[5 * 8] ^= 1)),
              ElementsAre("guards_are_intact"));
}

TEST(InputsAreUnchanged, SeesOneBitOfEveryInput) {
  EXPECT_THAT(judge_with(AFTER(bytes(args.q)[5] ^= 1)), ElementsAre("inputs_are_unchanged"));
  EXPECT_THAT(judge_with(AFTER(bytes(args.k)[5] ^= 1)), ElementsAre("inputs_are_unchanged"));
  EXPECT_THAT(judge_with(AFTER(bytes(args.v)[5] ^= 1)), ElementsAre("inputs_are_unchanged"));
  EXPECT_THAT(judge_with(AFTER(bytes(args.positions)[5] ^= 1)),
              ElementsAre("inputs_are_unchanged"));
  EXPECT_THAT(judge_with(AFTER(bytes(args.slot_mapping)[5] ^= 1)),
              ElementsAre("inputs_are_unchanged"));
  // A decoy behind the end.
  EXPECT_THAT(judge_with(AFTER(bytes(args.slot_mapping)[4 * 8] ^= 1)),
              ElementsAre("inputs_are_unchanged"));
  // A row that no token uses: it holds poison, and keeps it.
  EXPECT_THAT(judge_with(AFTER(bytes(args.cos_sin_cache)[60 * 16 * 4] ^= 1)),
              ElementsAre("inputs_are_unchanged"));
}

TEST(GapsKeepTheirBytes, SeesOneElementBetweenHeadsAndBetweenTokens) {
  EXPECT_THAT(judge_with(AFTER(floats(args.q_rope)[24] = 1)), ElementsAre("gaps_keep_their_bytes"));
  EXPECT_THAT(judge_with(AFTER(floats(args.v_buffer)[2 * 26 + 1] = 1)),
              Contains("gaps_keep_their_bytes"));
  EXPECT_THAT(judge_with(AFTER(bytes(args.k)[24 * 4] ^= 1)), ElementsAre("gaps_keep_their_bytes"));
}

TEST(UntouchedSlots, SeeOneBit) {
  Case c = roomy_case();
  c.slots = {SlotKind::kIota, 0, 1, {}};  // slots 0 to 3 are owned, 4 to 8 are not
  EXPECT_THAT(judge_with(AFTER(bytes(args.k_buffer)[4 * args.k_buffer_stride.slot * 4] ^= 1), c),
              Contains("untouched_slots_keep_their_bytes"));
  EXPECT_THAT(judge_with(AFTER(bytes(args.v_buffer)[8 * args.v_buffer_stride.slot * 4] ^= 1), c),
              Contains("untouched_slots_keep_their_bytes"));
}

TEST(CacheRows, SeeOneBit) {
  Case c = roomy_case();
  c.slots = {SlotKind::kIota, 0, 1, {}};
  EXPECT_THAT(judge_with(AFTER(bytes(args.v_buffer)[0] ^= 1), c), Contains("v_is_copied_bitwise"));
  EXPECT_THAT(judge_with(AFTER(bytes(args.k_buffer)[0] ^= 1), c), Contains("k_row_equals_k_rope"));
}

TEST(Tails, SeeOneBit) {
  EXPECT_THAT(judge_with(AFTER(bytes(args.q_rope)[16 * 4] ^= 1)),
              ElementsAre("tails_pass_through_bitwise"));
}

TEST(TheAcceptSet, SeesTwoUlpsOfOneElement) {
  EXPECT_THAT(judge_with(AFTER(bytes(args.q_rope)[0] ^= 6)),
              ElementsAre("q_and_k_lie_in_the_accept_set"));
  // The same fault in k_rope and in the cache leaves them equal, but not right.
  Case c = roomy_case();
  c.slots = {SlotKind::kIota, 0, 1, {}};
  EXPECT_THAT(
      judge_with(AFTER(bytes(args.k_rope)[0] ^= 6; bytes(args.k_buffer)[0] ^= 6), c),
      AllOf(Contains("q_and_k_lie_in_the_accept_set"), Not(Contains("k_row_equals_k_rope"))));
}

TEST(TheIdentity, SeesAChangedElement) {
  Case c = roomy_case();
  c.table = TableKind::kIdentity;
  EXPECT_THAT(judge_with(AFTER(bytes(args.q_rope)[0] ^= 6), c),
              Contains("identity_table_changes_nothing"));
}

TEST(ThreadOrder, SeesADependenceOnTheOrder) {
  EXPECT_THAT(
      judge_with(AFTER(if (how.order == ThreadOrder::kShuffled) { bytes(args.q_rope)[0] ^= 1; })),
      ElementsAre("thread_order_does_not_matter"));
}

TEST(LaterLaunches, AreHeldToTheSameRules) {
  EXPECT_THAT(judge_with(AFTER(if (how.order == ThreadOrder::kReverse) bytes(args.q)[-1] ^= 1)),
              ElementsAre("thread_order_does_not_matter"));
  EXPECT_THAT(
      judge_with(AFTER(if (how.order == ThreadOrder::kReverse) { return ROPEKV_LAUNCH_FAILED; })),
      ElementsAre("thread_order_does_not_matter"));
}

// What poison looks like is a NaN, and a NaN of any payload is legal where one is computed.
TEST(EveryRotatedElement, IsWrittenWhereItsValueIsNan) {
  Case c = roomy_case();
  c.values = Values::kSpecial;
  EXPECT_THAT(judge_with(AFTER((void)0), c), ElementsAre());
  const Kernel* mutant = find_kernel("mutant/nan_not_stored");
  const auto lane = make_host_lane();
  EXPECT_THAT(violated(judge(c, *mutant, *lane, all_but_relations())),
              ElementsAre("every_rotated_element_is_written"));
}

TEST(Padding, SeesAWriteForASlotThatIsAHole) {
  EXPECT_THAT(judge_with(AFTER(const auto* slots = static_cast<const int64_t*>(args.slot_mapping);
                               if (slots[0] < 0) bytes(args.v_buffer)[0] ^= 1)),
              ElementsAre("padding_writes_nothing"));
  EXPECT_THAT(judge_with(AFTER(const auto* slots = static_cast<const int64_t*>(args.slot_mapping);
                               if (slots[0] < 0) bytes(args.q_rope)[0] ^= 1)),
              ElementsAre("padding_writes_nothing"));
}

}  // namespace
}  // namespace ropekv
