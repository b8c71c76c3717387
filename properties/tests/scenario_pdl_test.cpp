// Who reads before griddepcontrol.wait what its predecessor is still to write, is found behind a
// slow predecessor and nowhere else: a plain launch has none.
#include "properties/tests/property_run.h"

namespace ropekv {
namespace {

bool reads_too_early(const Kernel& kernel) {
  return kernel.name.find("/pdl_no_wait") != kernel.name.npos ||
         kernel.name.find("_read_before_wait") != kernel.name.npos;
}

Case chained_case() {
  Case c;
  c.num_tokens = c.num_slots_given = 24;
  c.num_qo_heads = 4;
  c.num_kv_heads = 2;
  c.head_dim = 128;
  c.v_head_dim = 128;
  c.rotary_dim = 128;
  c.dtype = DType::kBF16;
  c.page_size = 16;
  c.num_slots = 64;
  c.pdl = true;
  return c;
}

TEST(PdlChain, FindsEveryKernelThatReadsTooEarly) {
  if (num_cuda_devices() == 0) GTEST_SKIP() << "no CUDA device";
  const auto lane = make_cuda_lane(0);
  int found = 0;
  for (const Kernel& kernel : all_kernels()) {
    if (!reads_too_early(kernel)) continue;
    SCOPED_TRACE(kernel.name);
    ++found;
    Case c = chained_case();
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
