// Who launches on another stream than the one it was given is found where that stream is still
// busy writing the inputs.
#include "properties/tests/behind_a_predecessor.h"
#include "properties/tests/property_run.h"

namespace ropekv {
namespace {

TEST(ABusyStream, FindsTheKernelThatIgnoresIt) {
  if (num_cuda_devices() == 0) GTEST_SKIP() << "no CUDA device";
  const auto lane = make_cuda_lane(0);
  const Kernel* mutant = find_kernel("mutant/stream_ignored");
  ASSERT_NE(mutant, nullptr);
  Case c = testing::behind_a_predecessor();
  c.scenario.kind = ScenarioKind::kStream;
  for (const bool pdl : {false, true}) {
    c.pdl = pdl;
    for (c.data_seed = 0; c.data_seed < 5; ++c.data_seed) {
      EXPECT_EQ(judge(c, *mutant, *lane, {}).verdict, Verdict::kFailed) << c.data_seed;
      const Judgement right = judge(c, *find_kernel("production"), *lane, {});
      EXPECT_EQ(right.verdict, Verdict::kPassed) << testing::describe(right);
    }
  }
}

}  // namespace
}  // namespace ropekv
