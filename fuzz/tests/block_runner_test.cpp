// A block on a judge that is made up: what is counted, what is left out, where it stops.
#include "fuzz/block_runner.h"

#include <gtest/gtest.h>

#include "kernels/registry.h"

namespace ropekv {
namespace {

class Hooks : public BlockHooks {
 public:
  void before_generating(uint64_t case_idx) override { started.push_back(case_idx); }
  void before_case(uint64_t, const std::string&) override {}
  void after_case(uint64_t, const std::string&, const Judgement&) override {}
  bool stop_asked() override { return started.size() >= most; }
  std::vector<uint64_t> started;
  size_t most = 1000;
};

Judgement of(Verdict verdict) {
  Judgement judgement;
  judgement.verdict = verdict;
  if (verdict == Verdict::kFailed) judgement.violations.push_back({"a", "", 1, 2, {}});
  return judgement;
}

const CaseSource kSource{5, SizeClass::kSmall, {}};

BlockDone run(const BlockJob& job, const JudgeCase& judge_case, Hooks* hooks,
              const CaseSource& source = kSource) {
  return run_block(job, source, *find_kernel("production"), judge_case, hooks);
}

TEST(BlockRunner, RunsTheIndicesOfItsShardInOrder) {
  Hooks hooks;
  const BlockDone done = run(
      {{3, 1}, 2, 4, {}}, [](const Case&, const auto&) { return Judgement{}; }, &hooks);
  EXPECT_EQ(hooks.started, (std::vector<uint64_t>{97, 100, 103, 106}));
  EXPECT_EQ(done.count, 4u);
  EXPECT_EQ(done.result.stats.of(Verdict::kPassed), 4u);
}

TEST(BlockRunner, DoesNotRunWhatHasItsVerdict) {
  Hooks hooks;
  BlockJob job{{}, 0, 16, {}};
  job.given[3] = of(Verdict::kCrashed);
  job.given[3].reason = "SIGSEGV while launching";
  int calls = 0;
  const BlockDone done = run(
      job, [&](const Case&, const auto&) { return ++calls, Judgement{}; }, &hooks);
  EXPECT_EQ(calls, 15);
  EXPECT_EQ(done.result.stats.of(Verdict::kCrashed), 1u);
  ASSERT_TRUE(done.result.failures.contains("production|crashed|SIGSEGV"));
  EXPECT_EQ(done.result.failures.at("production|crashed|SIGSEGV").first_idx, 3u);
}

TEST(BlockRunner, StopsBetweenCases) {
  Hooks hooks;
  hooks.most = 5;
  const BlockDone done = run(
      {{}, 1, 16, {}}, [](const Case&, const auto&) { return of(Verdict::kFailed); }, &hooks);
  EXPECT_EQ(done.count, 5u);
  EXPECT_EQ(done.result.stats.done(), 5u);
  EXPECT_EQ(done.result.failures.at("production|a|").num_cases, 5u);
}

TEST(BlockRunner, PinsAKeyOfEveryCase) {
  Hooks hooks;
  const CaseSource pinned{5, SizeClass::kSmall, {{"head_dim", "80"}, {"style", "interleaved"}}};
  const BlockDone done = run(
      {{}, 0, 16, {}},
      [](const Case& c, const auto&) {
        EXPECT_EQ(c.head_dim, 80);
        EXPECT_EQ(c.style, RopeStyle::kInterleaved);
        return Judgement{};
      },
      &hooks, pinned);
  EXPECT_EQ(done.result.stats.done(), 16u);
  EXPECT_EQ(done.result.stats.of(Verdict::kRefused), done.result.stats.refused_by_pin);
}

}  // namespace
}  // namespace ropekv
