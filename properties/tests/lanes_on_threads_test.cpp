// Lanes on several threads of one device do not disturb each other: each case leaves what it leaves
// alone, in every scenario.
#include <thread>

#include "properties/tests/property_run.h"

namespace ropekv {
namespace {

constexpr uint64_t kCasesOfAThread = 60;

// In turns over all scenarios that a case can have.
Case case_of(uint64_t idx) {
  Case c = campaign_case(testing::test_seed(), idx, SizeClass::kSmall);
  constexpr ScenarioKind kKinds[] = {ScenarioKind::kPlain, ScenarioKind::kStream,
                                     ScenarioKind::kGraph, ScenarioKind::kPdlChain,
                                     ScenarioKind::kOverlap};
  if (c.scenario.kind == ScenarioKind::kServing) return c;
  Case changed = c;
  changed.scenario.kind = kKinds[idx % std::size(kKinds)];
  return why_not_legal(changed).empty() ? changed : c;
}

struct Outcome {
  Verdict verdict;
  Sum128 digest;
  std::string text;
};

std::vector<Outcome> outcomes(uint64_t first_idx) {
  const auto lane = make_cuda_lane(0);
  std::vector<Outcome> all;
  for (uint64_t i = 0; i < kCasesOfAThread; ++i) {
    const Judgement judgement = judge(case_of(first_idx + i), *find_kernel("production"), *lane,
                                      {SizeClass::kSmall, {}, true});
    all.push_back({judgement.verdict, judgement.output_digest, testing::describe(judgement)});
  }
  return all;
}

TEST(LanesOnThreads, LeaveWhatEachLeavesAlone) {
  if (num_cuda_devices() == 0) GTEST_SKIP() << "no CUDA device";
  constexpr int kThreads = 8;
  std::vector<std::vector<Outcome>> together(kThreads);
  {
    std::vector<std::jthread> threads;
    for (uint64_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] { together[t] = outcomes(t * kCasesOfAThread); });
    }
  }
  for (uint64_t t = 0; t < kThreads; ++t) {
    const std::vector<Outcome> alone = outcomes(t * kCasesOfAThread);
    for (uint64_t i = 0; i < kCasesOfAThread; ++i) {
      const std::string line = print_case(case_of(t * kCasesOfAThread + i));
      EXPECT_EQ(together[t][i].verdict, alone[i].verdict) << line << '\n' << together[t][i].text;
      EXPECT_EQ(together[t][i].digest, alone[i].digest) << line;
    }
  }
}

}  // namespace
}  // namespace ropekv
