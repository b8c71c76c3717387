// What was asked of a trial is known until something is written, and then asked again: else a
// property that changes its inputs would be judged by what another launch had left.
#include <gtest/gtest.h>

#include "properties/tests/tampered_kernel.h"
#include "properties/trial.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

using testing::roomy_case;

class TrialAnswers : public ::testing::Test {
 protected:
  const Problem problem_{roomy_case()};
  const std::unique_ptr<Lane> lane_ = make_host_lane();
  Trial trial_{problem_, *find_kernel("production"), *lane_, Poison{}};

  // Writes a byte of the guard before q_rope, one further each time, behind the trial's back.
  void scribble() {
    ++scribbled_;
    static_cast<char*>(trial_.args().q_rope)[-scribbled_] ^= 1;
  }

  int64_t scribbled_ = 0;
};

TEST_F(TrialAnswers, AreKnownUntilSomethingIsWritten) {
  trial_.run();
  const auto expect_asked_again = [&](const char* after, const auto& write) {
    const int64_t known = trial_.num_stray_bytes();
    scribble();
    EXPECT_EQ(trial_.num_stray_bytes(), known) << "kept";
    write();
    EXPECT_EQ(trial_.num_stray_bytes(), scribbled_) << after;
  };
  expect_asked_again("restore_inputs", [&] { trial_.restore_inputs(); });
  expect_asked_again("rearrange_inputs", [&] {
    const Tensor inputs[] = {Tensor::kQ};
    trial_.rearrange_inputs(inputs, {});
  });
  expect_asked_again("write_rows",
                     [&] { trial_.write_rows(Tensor::kQ, trial_.read_rows(Tensor::kQ)); });
  expect_asked_again("write_indices", [&] {
    trial_.write_indices(problem_.in.positions, problem_.in.slot_mapping);
  });
  expect_asked_again("write_table", [&] { trial_.write_table(problem_.in.cos_sin_cache); });
  scribbled_ = -1;  // painted over
  expect_asked_again("paint", [&] { trial_.paint(); });
}

TEST_F(TrialAnswers, WhatDoesNotFitIsAnErrorOfTheHarness) {
  EXPECT_THROW(trial_.restore_inputs(), HarnessError) << "nothing was painted yet";
  trial_.paint();
  Codes codes = trial_.read_rows(Tensor::kQ);
  codes.pop_back();
  EXPECT_THROW(trial_.write_rows(Tensor::kQ, codes), HarnessError);
  EXPECT_THROW(trial_.write_table({0, 0}), HarnessError);
  const std::vector<int64_t> many(10'000);
  EXPECT_THROW(trial_.write_indices(many, {}), HarnessError);
}

TEST(TrialAnswersOf, ATensorThatIsNotThereAreEmpty) {
  Case c = roomy_case();
  c.absent = Absent::kQ;
  const Problem problem(c);
  const auto lane = make_host_lane();
  Trial trial(problem, *find_kernel("production"), *lane, Poison{});
  trial.paint();
  trial.write_rows(Tensor::kQ, {});
  const Tensor inputs[] = {Tensor::kQ};
  trial.rearrange_inputs(inputs, {});
  EXPECT_EQ(trial.audit_untouched(Tensor::kQRope).errors, 0);
  EXPECT_EQ(trial.num_stray_bytes(), 0);
}

TEST_F(TrialAnswers, PaintingPutsBackIndicesAndTable) {
  trial_.paint();
  const auto* position = static_cast<const int64_t*>(trial_.args().positions);
  const auto* cosine = static_cast<const uint32_t*>(trial_.args().cos_sin_cache);
  const uint32_t painted = *cosine;
  trial_.write_indices(std::vector<int64_t>(5, 63), problem_.in.slot_mapping);
  ASSERT_EQ(*position, 63);
  EXPECT_EQ(trial_.audit_indices(Tensor::kPositions).errors, 0) << "written on purpose";
  trial_.paint();
  EXPECT_EQ(*position, problem_.in.positions[0]);
  std::vector<uint32_t> table = problem_.in.cos_sin_cache;
  table.front() = painted ^ 1;
  trial_.write_table(table);
  ASSERT_EQ(*cosine, painted ^ 1);
  EXPECT_EQ(trial_.audit_indices(Tensor::kCosSinCache).errors, 0) << "written on purpose";
  trial_.paint();
  EXPECT_EQ(*cosine, painted);
}

}  // namespace
}  // namespace ropekv
