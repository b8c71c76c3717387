// A pool past 2^31 elements and 4 GiB on a small machine: what nobody touches takes no memory, and
// one byte that somebody did is found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "properties/tests/tampered_kernel.h"

namespace ropekv {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::run_production;
using testing::tampered;
using testing::violated;

Case huge_case() {
  Case c;
  c.num_tokens = c.num_slots_given = 40;
  c.num_qo_heads = 4;
  c.num_kv_heads = 8;
  c.head_dim = c.v_head_dim = c.rotary_dim = 128;
  c.dtype = DType::kBF16;
  c.num_slots = 2'200'000;  // x 1024 elements x 2 bytes: 4.2 GiB for each of K and V
  c.slots = {SlotKind::kTail, 0, 1, {}};
  return c;
}

const JudgeOptions kHuge{SizeClass::kHuge, {}};

TEST(ASparsePool, HoldsARightKernelAndTakesNoMemory) {
  const auto lane = make_host_lane();
  const Judgement judgement = judge(huge_case(), *find_kernel("production"), *lane, kHuge);
  EXPECT_EQ(judgement.verdict, Verdict::kPassed) << judgement.reason;
  EXPECT_THAT(violated(judgement), ::testing::IsEmpty());
  EXPECT_GT(judgement.bytes_checked, int64_t{8} << 30);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  EXPECT_LT(usage.ru_maxrss, 1 << 20);  // KiB
}

int64_t offset_of_byte;

ropekv_status write_one_byte(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  const ropekv_status status = run_production(args, how, error);
  static_cast<char*>(args.v_buffer)[offset_of_byte] ^= 1;
  return status;
}

TEST(ASparsePool, ShowsOneByteInOneUntouchedSlot) {
  const auto lane = make_host_lane();
  const int64_t row_bytes = 1024 * 2;
  for (const int64_t slot : {int64_t{0}, int64_t{77'777}, int64_t{2'199'950}}) {
    offset_of_byte = slot * row_bytes + 300;
    const Judgement judgement = judge(huge_case(), tampered(write_one_byte), *lane, kHuge);
    ASSERT_THAT(violated(judgement), Contains("untouched_slots_keep_their_bytes"));
    EXPECT_EQ(judgement.violations[0].errors, 1);
    EXPECT_THAT(judgement.violations[0].elements[0].place,
                HasSubstr("v_buffer[slot " + std::to_string(slot) + ","));
  }
}

ropekv_status write_zeros(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  const ropekv_status status = run_production(args, how, error);
  for (int i = 0; i < 100; ++i) static_cast<char*>(args.k_buffer)[(int64_t{1} << 31) + i] = 0;
  return status;
}

TEST(ASparsePool, ShowsZerosThatWereWritten) {
  const auto lane = make_host_lane();
  EXPECT_THAT(violated(judge(huge_case(), tampered(write_zeros), *lane, kHuge)),
              Contains("untouched_slots_keep_their_bytes"));
}

TEST(ASparsePool, TakesPagesThatWereThereBeforeForNobodysDoing) {
  const auto lane = make_host_lane();
  const Problem problem(huge_case());
  Trial trial(problem, *find_kernel("production"), *lane, {1, false});
  trial.paint();
  static_cast<char*>(trial.args().k_buffer)[int64_t{1} << 31] = 0;
  ASSERT_EQ(trial.launch().status, ROPEKV_OK);
  EXPECT_EQ(trial.num_stray_bytes(), 0);
}

ropekv_status do_nothing(const ropekv_args&, HostLaunch, ropekv_error*) {
  return ROPEKV_OK;
}

// Its rows are poison, and the rest is zero.
TEST(ASparsePool, IsUntouchedAfterALaunchThatDidNothing) {
  const auto lane = make_host_lane();
  const Problem problem(huge_case());
  const Kernel idle = tampered(do_nothing);
  Trial trial(problem, idle, *lane, {1, false});
  trial.paint();
  trial.launch();
  EXPECT_EQ(trial.audit_untouched(Tensor::kKBuffer).errors, 0);
  const auto place = *problem.place(Tensor::kKBuffer);
  const int64_t row = place.view->at(problem.model.owned[0].slot, 0, 0);
  static_cast<char*>(trial.args().k_buffer)[row * place.region->element_bytes] ^= 1;
  EXPECT_EQ(trial.audit_untouched(Tensor::kKBuffer).errors, 1);
}

TEST(ASparsePool, ShowsOffsetsThatWrap) {
  const auto lane = make_host_lane();
  const Kernel* mutant = find_kernel("mutant/cache_offset_wraps_at_2_to_31");
  ASSERT_NE(mutant, nullptr);
  const Judgement judgement = judge(huge_case(), *mutant, *lane, kHuge);
  EXPECT_EQ(judgement.verdict, Verdict::kFailed);
}

TEST(ASparsePool, ShowsARowThatWasNeverWritten) {
  const auto lane = make_host_lane();
  const Kernel kernel = tampered([](const ropekv_args& args, HostLaunch how, ropekv_error* error) {
    ropekv_args fewer = args;
    fewer.num_slots_given -= 1;
    return run_production(fewer, how, error);
  });
  EXPECT_THAT(violated(judge(huge_case(), kernel, *lane, kHuge)), Contains("v_is_copied_bitwise"));
}

// The lane holds small cases between huge ones, and huge ones of another shape.
TEST(ASparsePool, LeavesNothingBehind) {
  const auto lane = make_host_lane();
  for (const int64_t num_slots : {2'200'000, 1'300'000, 2'300'000}) {
    Case c = huge_case();
    c.num_slots = num_slots;
    EXPECT_EQ(judge(c, *find_kernel("production"), *lane, kHuge).verdict, Verdict::kPassed);
    EXPECT_EQ(judge(testing::roomy_case(), *find_kernel("production"), *lane, {}).verdict,
              Verdict::kPassed);
  }
}

}  // namespace
}  // namespace ropekv
