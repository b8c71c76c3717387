#include "properties/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "properties/tests/tampered_kernel.h"

namespace ropekv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::roomy_case;
using testing::run_production;
using testing::tampered;
using testing::violated;

// A kernel that supports bf16 only, by its own description.
Kernel bf16_only(testing::LaunchHost launch) {
  Kernel kernel = tampered(launch);
  kernel.description.dtypes = 1u << ROPEKV_BF16;
  return kernel;
}

ropekv_status reject(ropekv_error* error) {
  std::strcpy(error->message, "dtype is f32: it is not in my support");
  return ROPEKV_UNSUPPORTED;
}

TEST(ACleanRejection, IsUnsupportedAndGivesTheSentence) {
  const auto lane = make_host_lane();
  const Judgement judgement =
      judge(roomy_case(),
            bf16_only([](const ropekv_args&, HostLaunch, ropekv_error* e) { return reject(e); }),
            *lane, {});
  EXPECT_EQ(judgement.verdict, Verdict::kUnsupported);
  EXPECT_EQ(judgement.reason, "dtype is f32: it is not in my support");
  EXPECT_EQ(judgement.elements_checked, 0);
}

TEST(ARejectionOfWhatIsDeclaredSupported, Fails) {
  const auto lane = make_host_lane();
  const Kernel kernel =
      tampered([](const ropekv_args&, HostLaunch, ropekv_error* e) { return reject(e); });
  EXPECT_THAT(violated(judge(roomy_case(), kernel, *lane, {})),
              ElementsAre("declared_support_is_kept"));
  // Whatever --only selects.
  EXPECT_THAT(
      violated(judge(roomy_case(), kernel, *lane, {SizeClass::kDefault, {"guards_are_intact"}})),
      ElementsAre("declared_support_is_kept"));
}

TEST(ARejectionAfterAWrite, Fails) {
  const auto lane = make_host_lane();
  const Kernel kernel = bf16_only([](const ropekv_args& args, HostLaunch, ropekv_error* error) {
    static_cast<float*>(args.v_buffer)[0] = 1;
    static_cast<float*>(args.v_buffer)[-1] = 1;
    return reject(error);
  });
  for (const bool in_place : {false, true}) {
    Case c = roomy_case();
    c.in_place = in_place ? InPlace::kBoth : InPlace::kNo;
    if (in_place) c.q_rope_pad = c.k_rope_pad = {};
    const Judgement judgement = judge(c, kernel, *lane, {});
    EXPECT_EQ(judgement.verdict, Verdict::kFailed);
    EXPECT_THAT(violated(judgement), ElementsAre("rejection_touches_nothing", "guards_are_intact"));
  }
}

TEST(ARejectionWithoutASentence, Fails) {
  const auto lane = make_host_lane();
  const Judgement judgement = judge(
      roomy_case(), bf16_only([](const ropekv_args&, HostLaunch, ropekv_error*) -> ropekv_status {
        return ROPEKV_UNSUPPORTED;
      }),
      *lane, {});
  EXPECT_THAT(violated(judgement), ElementsAre("rejection_touches_nothing"));
}

TEST(AStatusOutsideTheContract, Fails) {
  const auto lane = make_host_lane();
  const Judgement judgement = judge(
      roomy_case(),
      tampered([](const ropekv_args&, HostLaunch, ropekv_error*) -> ropekv_status { return 7; }),
      *lane, {});
  EXPECT_EQ(judgement.verdict, Verdict::kFailed);
  EXPECT_THAT(violated(judgement), ElementsAre("launch_succeeds"));
}

TEST(ALaunchInWhichNothingIsPromised, IsMistrusted) {
  Case c = roomy_case();
  c.bad_positions_permille = 1000;
  c.cache = CacheWrite::kNone;
  c.v_pad = c.k_buffer_pad = c.v_buffer_pad = {};
  const auto lane = make_host_lane();
  const Judgement judgement = judge(c, *find_kernel("production"), *lane, {});
  EXPECT_EQ(judgement.verdict, Verdict::kMistrusted);
  EXPECT_EQ(judgement.elements_checked, 0);
}

TEST(AFailedLaunch, Fails) {
  const auto lane = make_host_lane();
  const Judgement judgement =
      judge(roomy_case(),
            tampered([](const ropekv_args&, HostLaunch, ropekv_error* error) -> ropekv_status {
              std::strcpy(error->message, "invalid configuration argument");
              return ROPEKV_LAUNCH_FAILED;
            }),
            *lane, {});
  EXPECT_EQ(judgement.verdict, Verdict::kFailed);
  EXPECT_THAT(violated(judgement), ElementsAre("launch_succeeds"));
}

TEST(ACasePastItsSizeClass, IsRefusedBeforeAnythingIsAllocated) {
  Case c;
  c.num_slots = int64_t{1} << 32;
  c.num_kv_heads = 4096;
  c.head_dim = c.v_head_dim = c.rotary_dim = 4096;
  const auto lane = make_host_lane();
  const Judgement judgement = judge(c, *find_kernel("production"), *lane, {SizeClass::kHuge, {}});
  EXPECT_EQ(judgement.verdict, Verdict::kRefused);
  EXPECT_THAT(judgement.reason, HasSubstr("--size huge"));
}

// One pair: where one of its two inputs is NaN, nothing finite was compared.
TEST(MostlyNanOutputs, AreMistrusted) {
  Case c;
  c.head_dim = c.v_head_dim = c.rotary_dim = 2;
  c.absent = Absent::kQ;
  c.values = Values::kSpecial;
  const auto lane = make_host_lane();
  int mistrusted = 0;
  for (c.data_seed = 0; c.data_seed < 200; ++c.data_seed) {
    const Judgement judgement = judge(c, *find_kernel("production"), *lane, {});
    const bool mostly_nan = 2 * judgement.numeric.finite < judgement.numeric.computed;
    ASSERT_EQ(judgement.verdict, mostly_nan ? Verdict::kMistrusted : Verdict::kPassed);
    mistrusted += mostly_nan;
  }
  EXPECT_GT(mistrusted, 0);
}

TEST(ZeroTokens, PassWithNothingTouched) {
  Case c = roomy_case();
  c.num_tokens = c.num_slots_given = 0;
  const auto lane = make_host_lane();
  EXPECT_EQ(judge(c, *find_kernel("production"), *lane, {}).verdict, Verdict::kPassed);
  const Judgement judgement =
      judge(c, tampered([](const ropekv_args& args, HostLaunch, ropekv_error*) -> ropekv_status {
              static_cast<float*>(args.k_buffer)[0] = 1;
              return ROPEKV_OK;
            }),
            *lane, {});
  EXPECT_EQ(judgement.verdict, Verdict::kFailed);
}

// Each case sees some of them, every property some cases; nothing but the case decides.
TEST(MetamorphicProperties, TakeTurns) {
  const auto lane = make_host_lane();
  const Kernel& kernel = *find_kernel("production");
  JudgeOptions in_turns;
  in_turns.metamorphic_in_turns = true;
  int checked = 0;
  int other = 0;
  constexpr int kCases = 40;
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    Case c = roomy_case();
    c.data_seed = seed;
    const Judgement judgement = judge(c, kernel, *lane, in_turns);
    ASSERT_EQ(judgement.checked, judge(c, kernel, *lane, in_turns).checked);
    for (const std::string_view name : judgement.checked) {
      checked += name == "thread_order_does_not_matter";
      other += name == "guards_are_intact";
    }
  }
  EXPECT_GT(checked, kCases / 10);
  EXPECT_LT(checked, kCases / 2);
  EXPECT_EQ(other, kCases);
}

TEST(KernelsThatDoNotSkipNegativeSlots, SeeNoHoles) {
  Kernel kernel = *find_kernel("production");
  kernel.description.skips_negative_slots = 0;
  const auto lane = make_host_lane();
  Case c = roomy_case();
  EXPECT_EQ(judge(c, kernel, *lane, {}).verdict, Verdict::kPassed);
  c.holes = {HoleKind::kEvery, 2, 0, HoleValue::kMinusOne};
  EXPECT_EQ(judge(c, kernel, *lane, {}).verdict, Verdict::kUnsupported);
}

// A kernel that leaves the rotated K in the cache alone is held to the accept-set there.
TEST(KernelsThatDoNotWriteKRope, AreJudgedByTheirCache) {
  Kernel kernel = *find_kernel("mutant/k_rope_not_written");
  const auto lane = make_host_lane();
  EXPECT_EQ(judge(roomy_case(), kernel, *lane, {}).verdict, Verdict::kFailed);
  kernel.description.writes_k_rope = 0;
  const Judgement judgement = judge(roomy_case(), kernel, *lane, {});
  EXPECT_EQ(judgement.verdict, Verdict::kPassed);
  EXPECT_GT(judgement.cache_numeric.computed, 0);
}

TEST(KernelsThatDoNotWriteKRope, LeaveKAloneInPlaceToo) {
  Case c = roomy_case();
  c.in_place = InPlace::kK;
  c.k_rope_pad = {};
  Kernel kernel = *find_kernel("production");
  kernel.description.writes_k_rope = 0;  // it rotates k all the same
  const auto lane = make_host_lane();
  EXPECT_THAT(testing::violated(judge(c, kernel, *lane, {})),
              ::testing::Contains("inputs_are_unchanged"));
}

TEST(BadPositions, GoOnlyToKernelsThatDeclareBoundsSafe) {
  Case c = roomy_case();
  c.bad_positions_permille = 500;
  Kernel kernel = *find_kernel("production");
  kernel.description.bounds_safe = 0;
  const auto lane = make_host_lane();
  EXPECT_EQ(judge(c, kernel, *lane, {}).verdict, Verdict::kUnsupported);
  EXPECT_EQ(judge(c, *find_kernel("production"), *lane, {}).verdict, Verdict::kPassed);
}

}  // namespace
}  // namespace ropekv
