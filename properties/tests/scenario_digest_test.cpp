// However a launch is made - on a stream, from a graph, behind a predecessor, in two halves at once
// - it leaves what a plain one leaves. A lane without scenarios launches plainly.
#include "properties/tests/property_run.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

constexpr ScenarioKind kScenarios[] = {ScenarioKind::kStream, ScenarioKind::kGraph,
                                       ScenarioKind::kPdlChain, ScenarioKind::kOverlap};

Case scenario_case() {
  Case c;
  c.num_tokens = 37;
  c.num_slots_given = 35;
  c.num_qo_heads = 4;
  c.num_kv_heads = 2;
  c.head_dim = 64;
  c.v_head_dim = 48;
  c.rotary_dim = 32;
  c.dtype = DType::kBF16;
  c.page_size = 8;
  c.num_slots = 64;
  c.holes = {HoleKind::kEvery, 5, 0, HoleValue::kMinusOne};
  return c;
}

struct ScenarioRun {
  std::string kernel;
  bool on_cuda, pdl, in_place;
};

std::vector<ScenarioRun> scenario_runs() {
  std::vector<ScenarioRun> runs;
  for (const char* kernel : {"production", "naive"}) {
    for (const bool on_cuda : {false, true}) {
      for (const bool pdl : {false, true}) {
        for (const bool in_place : {false, true}) runs.push_back({kernel, on_cuda, pdl, in_place});
      }
    }
  }
  return runs;
}

std::string run_name(const ::testing::TestParamInfo<ScenarioRun>& info) {
  return info.param.kernel + (info.param.on_cuda ? "_cuda" : "_host") +
         (info.param.pdl ? "_pdl" : "") + (info.param.in_place ? "_in_place" : "");
}

class Scenarios : public ::testing::TestWithParam<ScenarioRun> {};

TEST_P(Scenarios, LeaveWhatAPlainLaunchLeaves) {
  const ScenarioRun& run = GetParam();
  if (run.on_cuda && num_cuda_devices() == 0) GTEST_SKIP() << "no CUDA device";
  const auto lane = run.on_cuda ? make_cuda_lane(0) : make_host_lane();
  const Kernel& kernel = *find_kernel(run.kernel);
  Case c = scenario_case();
  c.pdl = run.pdl;
  c.in_place = run.in_place ? InPlace::kBoth : InPlace::kNo;
  const Judgement plain = judge(c, kernel, *lane, {});
  ASSERT_EQ(plain.verdict, Verdict::kPassed) << testing::describe(plain);
  for (const ScenarioKind kind : kScenarios) {
    c.scenario.kind = kind;
    ASSERT_EQ(why_not_legal(c), "");
    const Judgement other = judge(c, kernel, *lane, {});
    EXPECT_EQ(other.verdict, Verdict::kPassed) << print_case(c) << testing::describe(other);
    EXPECT_EQ(other.output_digest, plain.output_digest) << print_case(c);
  }
}

INSTANTIATE_TEST_SUITE_P(Every, Scenarios, ::testing::ValuesIn(scenario_runs()), run_name);

}  // namespace
}  // namespace ropekv
