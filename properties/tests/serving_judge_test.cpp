// Right kernels pass whole histories; kernels that are wrong only because of what earlier launches
// left are found, and only by histories.
#include "properties/serving_judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/tests/rc_run.h"
#include "properties/tests/serving_cases.h"
#include "properties/tests/serving_commands.h"
#include "properties/tests/serving_faults.h"

namespace ropekv {
namespace {

using ::testing::Contains;
using testing::describe;
using ::testing::HasSubstr;
using testing::serving_case;
using testing::tampered;
using testing::violated;

class RightKernels : public ::testing::TestWithParam<std::string_view> {};

TEST_P(RightKernels, PassWholeHistories) {
  const auto lane = make_host_lane();
  for (int shape = 0; shape < testing::kNumServingShapes; ++shape) {
    for (uint64_t seed = 0; seed < 4; ++seed) {
      const Case c = testing::serving_shape(shape, seed, 40);
      ASSERT_EQ(why_not_legal(c), "");
      const Judgement judgement = judge(c, *find_kernel(GetParam()), *lane, {});
      ASSERT_EQ(judgement.verdict, Verdict::kPassed) << print_case(c) << describe(judgement);
      EXPECT_THAT(judgement.checked, Contains("serving_history_holds"));
      EXPECT_THAT(judgement.checked, Contains("untouched_slots_keep_their_bytes"));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Every, RightKernels, ::testing::Values("production", "naive"));

TEST(ServingHistories, LeaveTheSameBytesOnBothLanes) {
  if (num_cuda_devices() == 0) GTEST_SKIP() << "no CUDA device";
  const auto host = make_host_lane();
  const auto cuda = make_cuda_lane(0);
  for (int shape = 0; shape < testing::kNumServingShapes; ++shape) {
    const Case c = testing::serving_shape(shape, 5, 30);
    const Judgement on_host = judge(c, *find_kernel("production"), *host, {});
    const Judgement on_cuda = judge(c, *find_kernel("production"), *cuda, {});
    ASSERT_EQ(on_cuda.verdict, Verdict::kPassed) << print_case(c) << describe(on_cuda);
    ASSERT_EQ(on_host.output_digest, on_cuda.output_digest) << print_case(c);
  }
}

TEST(ServingHistories, FindARowThatIsNotOverwritten) {
  const auto lane = make_host_lane();
  const Kernel kernel = tampered(testing::run_with_old_rows_kept);
  Case c = serving_case(3, 100);
  const Judgement judgement = judge(c, kernel, *lane, {});
  ASSERT_EQ(judgement.verdict, Verdict::kFailed) << describe(judgement);
  EXPECT_THAT(violated(judgement), Contains("v_is_copied_bitwise"));
  EXPECT_THAT(judgement.violations[0].sentence, HasSubstr("of the history: "));
  c.scenario = {};
  EXPECT_EQ(judge(c, kernel, *lane, {}).verdict, Verdict::kPassed);
}

TEST(ServingHistories, FindAKernelThatRemembersASlot) {
  const auto lane = make_host_lane();
  const Kernel kernel = tampered(testing::run_with_old_slot_scribbled);
  const auto judge_afresh = [&](const Case& c) {
    testing::g_remembered_slot = -1;
    return judge(c, kernel, *lane, {});
  };
  Case c = serving_case(4, 100);
  Judgement judgement = judge_afresh(c);
  ASSERT_EQ(judgement.verdict, Verdict::kFailed);
  EXPECT_THAT(violated(judgement), Contains("untouched_slots_keep_their_bytes"));
  // The history cut behind the failing step fails the same way, one step less passes.
  while (judgement.verdict == Verdict::kFailed) {
    ASSERT_GT(c.scenario.steps, 1u);
    const std::string sentence = judgement.violations[0].sentence;
    const std::string last = "in step " + std::to_string(c.scenario.steps - 1) + " of";
    --c.scenario.steps;
    judgement = judge_afresh(c);
    if (judgement.verdict == Verdict::kFailed) {
      ASSERT_EQ(judgement.violations[0].sentence, sentence);
    } else {
      EXPECT_THAT(sentence, HasSubstr(last));
    }
  }
}

void flip_bit(const Trial& trial, Tensor tensor, Coordinate at) {
  const auto place = *trial.problem().place(tensor);
  const ropekv_args args = trial.args();
  void* pool = tensor == Tensor::kKBuffer ? args.k_buffer : args.v_buffer;
  const int64_t element = place.view->at(at.row, at.head, at.dim) - place.view->offset;
  static_cast<std::byte*>(pool)[element * place.region->element_bytes] ^= std::byte{1};
}

// What changes between two launches is nobody's launch: only the account of the whole history sees
// it, on a slot that was written and on one that never was.
TEST(ServingHistories, SeeARowThatIsLostBetweenTwoLaunches) {
  for (const Tensor tensor : {Tensor::kKBuffer, Tensor::kVBuffer}) {
    for (const bool written : {true, false}) {
      const Case c = serving_case(6, 30);
      const auto lane = make_host_lane();
      ServingRun run(c, *find_kernel("production"), *lane, {});
      History history(c);
      std::set<int64_t> slots;
      for (uint64_t i = 0; i < 4; ++i) {
        const HistoryStep step = history.next();
        slots.insert(step.batch.slot_mapping.begin(), step.batch.slot_mapping.end());
        ASSERT_TRUE(run.play(step));
      }
      int64_t slot = 0;
      while (slots.contains(slot) != written) ++slot;
      ASSERT_LT(slot, c.num_slots);
      flip_bit(*run.last_trial(), tensor, {slot, 1, 3});
      HistoryStep idle;
      idle.step_idx = 4;
      ASSERT_TRUE(run.play(idle));
      run.look_back();
      const Judgement judgement = run.finish();
      EXPECT_THAT(violated(judgement), ::testing::ElementsAre("serving_history_holds"));
      ASSERT_FALSE(judgement.violations.empty());
      EXPECT_THAT(judgement.violations[0].elements[0].place,
                  HasSubstr("slot " + std::to_string(slot)));
    }
  }
}

// Whatever happens to requests, the kernel serves them.
TEST(ServingHistories, HoldForRandomCommands) {
  const auto lane = make_host_lane();
  testing::expect_rc_holds("every launch of random commands holds", 60, [&] {
    Case c = serving_case(1, 1);
    c.num_slots = 16;
    testing::ServingModel model;
    model.page_size = c.page_size;
    model.num_usable = c.num_slots / c.page_size;
    auto run = std::make_shared<ServingRun>(c, *find_kernel("production"), *lane, JudgeOptions{});
    int64_t step_idx = 0;
    const auto launch = [&](const Batch& batch) {
      const auto data_seed = static_cast<uint64_t>(step_idx);
      RC_ASSERT(run->play({step_idx++, batch, data_seed}));
    };
    testing::ServedPool served{
        ServingEngine(c.num_slots, c.page_size, -1, FreeOrder::kLastFreedFirst, 7),
        c.num_slots,
        -1,
        {},
        launch};
    rc::state::check(model, served, testing::serving_commands());
    run->look_back();
    const Judgement judgement = run->finish();
    RC_ASSERT(judgement.violations.empty());
  });
}

}  // namespace
}  // namespace ropekv
