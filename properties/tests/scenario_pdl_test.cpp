// Who reads before griddepcontrol.wait what its predecessor is still to write, is found behind a
// slow predecessor and nowhere else: a plain launch has none.
#include "properties/tests/behind_a_predecessor.h"
#include "properties/tests/property_run.h"

namespace ropekv {
namespace {

bool reads_too_early(const Kernel& kernel) {
  return kernel.name.find("/pdl_no_wait") != kernel.name.npos ||
         kernel.name.find("_read_before_wait") != kernel.name.npos;
}

TEST(PdlChain, FindsEveryKernelThatReadsTooEarly) {
  if (num_cuda_devices() == 0) GTEST_SKIP() << "no CUDA device";
  const auto lane = make_cuda_lane(0);
  int found = 0;
  for (const Kernel& kernel : all_kernels()) {
    if (!reads_too_early(kernel)) continue;
    SCOPED_TRACE(kernel.name);
    ++found;
    Case c = testing::behind_a_predecessor();
    c.pdl = true;
    const Judgement plain = judge(c, kernel, *lane, {});
    EXPECT_EQ(plain.verdict, Verdict::kPassed) << testing::describe(plain);
    c.scenario.kind = ScenarioKind::kPdlChain;
    for (uint64_t data_seed = 0; data_seed < 5; ++data_seed) {
      c.data_seed = data_seed;
      EXPECT_EQ(judge(c, kernel, *lane, {}).verdict, Verdict::kFailed) << data_seed;
    }
    c.pdl = false;  // then it starts behind the end of its predecessor
    const Judgement ordered = judge(c, kernel, *lane, {});
    EXPECT_EQ(ordered.verdict, Verdict::kPassed) << testing::describe(ordered);
  }
  EXPECT_GT(found, 0) << "no registered mutant reads before the wait";
}

}  // namespace
}  // namespace ropekv
