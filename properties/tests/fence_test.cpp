// What a fence sees and guards do not: a read of one element outside a tensor.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "properties/tests/tampered_kernel.h"

namespace ropekv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::roomy_case;
using testing::run_production;
using testing::tampered;
using testing::violated;

Tensor read_outside_of;
bool read_behind;
volatile char sink;

Case fenced_case(Memory memory);

// A right launch, and then one byte beside a tensor is read.
ropekv_status read_one_byte_outside(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  const ropekv_status status = run_production(args, how, error);
  // Where tensors lie apart from that does not matter here.
  for (const Memory memory : {Memory::kGuarded, Memory::kFenceEnd, Memory::kFenceStart}) {
    const Problem problem(fenced_case(memory));
    const char* arena =
        static_cast<const char*>(args.positions) - problem.place(Tensor::kPositions)->offset;
    if (problem.address(const_cast<char*>(arena), Tensor::kQ) != args.q) continue;
    const auto place = *problem.place(read_outside_of);
    sink = arena[place.offset + (read_behind ? place.region->bytes() : -1)];
    return status;
  }
  return status;  // a launch of another form of the case
}

Case fenced_case(Memory memory) {
  Case c = roomy_case();
  c.cache_dtype = CacheDType::kE4M3;
  c.scale_in = ScaleIn::kDevice;
  c.memory = memory;
  return c;
}

TEST(AFence, HoldsARightKernel) {
  const auto lane = make_host_lane();
  for (const Memory memory : {Memory::kFenceEnd, Memory::kFenceStart}) {
    const Judgement judgement = judge(fenced_case(memory), *find_kernel("production"), *lane, {});
    EXPECT_EQ(judgement.verdict, Verdict::kPassed) << judgement.reason;
    EXPECT_THAT(violated(judgement), ElementsAre());
  }
}

TEST(AFence, SeesAReadOfOneByteBesideEveryTensor) {
  const auto lane = make_host_lane();
  for (int i = 0; i < kNumTensors; ++i) {
    read_outside_of = static_cast<Tensor>(i);
    for (const Memory memory : {Memory::kFenceEnd, Memory::kFenceStart}) {
      read_behind = memory == Memory::kFenceEnd;
      const Judgement judgement =
          judge(fenced_case(memory), tampered(read_one_byte_outside), *lane, {});
      EXPECT_EQ(judgement.verdict, Verdict::kFailed);
      EXPECT_THAT(violated(judgement), ElementsAre("stays_inside_its_tensors"))
          << tensor_name(read_outside_of);
      ASSERT_FALSE(judgement.violations.empty());
      EXPECT_THAT(judgement.violations[0].sentence,
                  HasSubstr(std::string(read_behind ? "1 bytes behind the end of "
                                                    : "1 bytes before the start of ") +
                            std::string(tensor_name(read_outside_of))));
      // Whatever --only selects.
      EXPECT_EQ(judge(fenced_case(memory), tampered(read_one_byte_outside), *lane,
                      {SizeClass::kDefault, {"guards_are_intact"}})
                    .verdict,
                Verdict::kFailed);
      // Guards are memory like any other.
      EXPECT_EQ(
          judge(fenced_case(Memory::kGuarded), tampered(read_one_byte_outside), *lane, {}).verdict,
          Verdict::kPassed);
    }
  }
}

TEST(AFence, SeesAWriteOnItsOtherSide) {
  const auto lane = make_host_lane();
  const Kernel kernel =
      tampered([](const ropekv_args& args, HostLaunch how, ropekv_error* error) -> ropekv_status {
        const ropekv_status status = run_production(args, how, error);
        static_cast<char*>(args.q_rope)[-1] ^= 1;
        return status;
      });
  EXPECT_THAT(violated(judge(fenced_case(Memory::kFenceEnd), kernel, *lane, {})),
              ElementsAre("guards_are_intact"));
}

TEST(AFence, RefusesWhatDoesNotFitIntoAChunk) {
  Case c;
  c.memory = Memory::kFenceEnd;
  c.num_tokens = c.num_slots_given = 1;
  c.num_slots = 1 << 17;
  EXPECT_THAT(why_refused(c, SizeClass::kLarge), HasSubstr("chunk of the fence"));
  c.num_slots = 1;
  EXPECT_EQ(why_refused(c, SizeClass::kLarge), "");
}

TEST(AFence, IsForOtherCasesToo) {
  // Guarded memory between two fenced cases, and after a fault.
  const auto lane = make_host_lane();
  read_outside_of = Tensor::kQ;
  read_behind = true;
  for (int i = 0; i < 3; ++i) {
    const Kernel& production = *find_kernel("production");
    EXPECT_EQ(judge(roomy_case(), production, *lane, {}).verdict, Verdict::kPassed);
    EXPECT_EQ(
        judge(fenced_case(Memory::kFenceEnd), tampered(read_one_byte_outside), *lane, {}).verdict,
        Verdict::kFailed);
    EXPECT_EQ(judge(fenced_case(Memory::kFenceEnd), production, *lane, {}).verdict,
              Verdict::kPassed);
  }
}

// Somebody else's fault stays theirs: it ends the process, and is not tried again for ever.
TEST(AFenceDeathTest, LeavesOtherFaultsAlone) {
  const auto lane = make_host_lane();
  const Kernel kernel =
      tampered([](const ropekv_args&, HostLaunch, ropekv_error*) -> ropekv_status {
        alarm(10);
        sink = *reinterpret_cast<const volatile char*>(uintptr_t{4096});
        return ROPEKV_OK;
      });
  const auto at_once = [](int status) {  // by the signal, or by a sanitizer that had it
    return WIFSIGNALED(status) ? WTERMSIG(status) != SIGALRM : WEXITSTATUS(status) != 0;
  };
  EXPECT_EXIT(judge(fenced_case(Memory::kFenceEnd), kernel, *lane, {}), at_once, "");
}

}  // namespace
}  // namespace ropekv
