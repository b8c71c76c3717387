// The campaign on a judge that we make up: what is counted, deduplicated, and how it ends.
#include "fuzz/campaign.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "reference/case_text.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

class Silent : public CampaignListener {
 public:
  void before_case(uint64_t, std::string_view) override { ++num_started; }
  void after_case(uint64_t, std::string_view, const Judgement&) override {}
  void before_shrinking(uint64_t, std::string_view, const Judgement&) override {}
  void on_finding(const Finding& finding) override { findings.push_back(finding); }
  void on_progress(const CampaignResult&) override {}
  int num_started = 0;
  std::vector<Finding> findings;
};

CampaignEnd never() {
  return CampaignEnd::kDone;
}

Judgement passes(const Case&, const std::vector<std::string_view>&) {
  return {};
}

CampaignOptions runs_of(uint64_t runs, Shard shard = {}) {
  CampaignOptions options;
  options.source = {5, SizeClass::kSmall, {}};
  options.runs = runs;
  options.shard = std::move(shard);
  return options;
}

Judgement violating(std::string_view property) {
  Judgement judgement;
  judgement.verdict = Verdict::kFailed;
  judgement.violations.push_back({property, "", 1, 2, {}});
  return judgement;
}

TEST(Campaign, ShardsAddUpToTheWhole) {
  Silent silent;
  const CampaignResult whole = Campaign(runs_of(40), passes, never, silent).run();
  EXPECT_EQ(whole.interval({}), "[0,40)");
  Sum128 digest, output_digest;
  uint64_t done = 0;
  for (uint64_t i = 0; i < 3; ++i) {
    const Shard shard{i, 3, "test"};
    const CampaignResult part = Campaign(runs_of(40, shard), passes, never, silent).run();
    EXPECT_EQ(part.interval(shard), "[0,40) shard " + std::to_string(i) + "/3");
    digest += part.stats.digest;
    output_digest += part.stats.output_digest;
    done += part.stats.done();
  }
  EXPECT_EQ(done, 40u);
  EXPECT_EQ(digest, whole.stats.digest);
  EXPECT_EQ(output_digest, whole.stats.output_digest);
}

TEST(Campaign, InvestigatesTheFirstOfAKindAndCountsTheOthers) {
  Silent silent;
  const JudgeCase fails = [](const Case& c, const auto&) {
    return c.num_tokens > 3 ? violating(c.style == RopeStyle::kNeox ? "a" : "b") : Judgement{};
  };
  const CampaignResult result = Campaign(runs_of(60), fails, never, silent).run();
  ASSERT_EQ(result.findings.size(), 2u);
  EXPECT_EQ(silent.findings.size(), 2u);
  EXPECT_EQ(result.findings[0].num_cases + result.findings[1].num_cases,
            result.stats.of(Verdict::kFailed));
  for (const Finding& finding : result.findings) {
    EXPECT_EQ(finding.shrunk.minimal.num_tokens, 4) << print_case(finding.shrunk.minimal);
    EXPECT_EQ(finding.verdict(), Verdict::kFailed);
  }
  EXPECT_EQ(result.exit_code(), ExitCode::kFindings);
}

TEST(Campaign, StopsOnTheFirstFindingIfAsked) {
  Silent silent;
  CampaignOptions options = runs_of(60);
  options.stop_on_first = true;
  const JudgeCase fails = [](const Case&, const auto&) { return violating("a"); };
  const CampaignResult result = Campaign(options, fails, never, silent).run();
  EXPECT_EQ(result.stats.done(), 1u);
  EXPECT_EQ(result.interval({}), "[0,1)");
}

TEST(Campaign, TellsFlakyFromFirm) {
  Silent silent;
  int calls = 0;
  const JudgeCase sometimes = [&](const Case&, const auto&) {
    return ++calls % 3 == 1 ? violating("a") : Judgement{};
  };
  CampaignOptions options = runs_of(1);
  options.investigate.shrink = false;
  const CampaignResult result = Campaign(options, sometimes, never, silent).run();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].verdict(), Verdict::kFlaky);
}

TEST(Campaign, EndsAtACrashSinceTheDeviceIsLost) {
  Silent silent;
  const JudgeCase crashes = [](const Case&, const auto&) {
    Judgement judgement;
    judgement.verdict = Verdict::kCrashed;
    return judgement;
  };
  const CampaignResult result = Campaign(runs_of(10), crashes, never, silent).run();
  EXPECT_EQ(silent.num_started, 1);
  EXPECT_EQ(result.end, CampaignEnd::kDeviceLost);
  EXPECT_EQ(result.exit_code(), ExitCode::kFindings);
}

TEST(Campaign, EndsWithTheCodeOfWhatWentWrong) {
  Silent silent;
  const auto code = [&](const JudgeCase& judge_case, const AskToStop& ask, uint64_t runs) {
    return Campaign(runs_of(runs), judge_case, ask, silent).run().exit_code();
  };
  EXPECT_EQ(code(passes, never, 5), ExitCode::kClean);
  EXPECT_EQ(code(passes, never, 0), ExitCode::kHarness);
  EXPECT_EQ(code(
                passes, [] { return CampaignEnd::kInterrupted; }, 5),
            ExitCode::kInterrupted);
  const JudgeCase harness = [](const Case&, const auto&) -> Judgement { throw HarnessError("x"); };
  EXPECT_EQ(code(harness, never, 5), ExitCode::kHarness);
  const JudgeCase lost = [](const Case&, const auto&) -> Judgement { throw DeviceLost("x"); };
  EXPECT_EQ(code(lost, never, 5), ExitCode::kDeviceLost);
  const JudgeCase memory = [](const Case&, const auto&) -> Judgement { throw OutOfMemory("x"); };
  EXPECT_EQ(code(memory, never, 5), ExitCode::kOutOfMemory);
  const JudgeCase unsupported = [](const Case&, const auto&) {
    Judgement judgement;
    judgement.verdict = Verdict::kUnsupported;
    return judgement;
  };
  EXPECT_EQ(code(unsupported, never, 5), ExitCode::kHarness) << "nothing ran";
}

TEST(Campaign, AsLongAsTheScheduleHasTheRequiredCoverage) {
  Silent silent;
  CampaignOptions options = runs_of(schedule_of(SizeClass::kSmall).length());
  options.requires_coverage = true;
  const CampaignResult result = Campaign(options, passes, never, silent).run();
  EXPECT_EQ(result.exit_code(), ExitCode::kClean);
  EXPECT_TRUE(result.coverage_unmet.empty());
  EXPECT_EQ(result.coverage.num_hit(), result.coverage.num_buckets());
  EXPECT_GT(result.coverage.pairs_percent(), 99.5);
}

// A pin leaves out whole regions; run_fuzz asks for no coverage then. Here it does, and is told.
TEST(Campaign, UnmetCoverageIsAnErrorOfTheHarness) {
  Silent silent;
  CampaignOptions options = runs_of(schedule_of(SizeClass::kSmall).length());
  options.source.pins = {{"style", "neox"}};
  EXPECT_EQ(Campaign(options, passes, never, silent).run().exit_code(), ExitCode::kClean);
  options.requires_coverage = true;
  const CampaignResult result = Campaign(options, passes, never, silent).run();
  EXPECT_EQ(result.exit_code(), ExitCode::kHarness);
  EXPECT_NE(std::ranges::find(result.coverage_unmet, "style=interleaved"),
            result.coverage_unmet.end());
  options.shard = {0, 2, "test"};  // only reports
  EXPECT_EQ(Campaign(options, passes, never, silent).run().exit_code(), ExitCode::kClean);
}

// What a kernel rejects was made, so the harness did its part.
TEST(Campaign, ChoicesOutsideTheKernelsSupportAreNamedAndNoError) {
  Silent silent;
  CampaignOptions options = runs_of(schedule_of(SizeClass::kSmall).length());
  options.requires_coverage = true;
  const JudgeCase neox_alone = [](const Case& c, const auto&) {
    Judgement judgement;
    if (c.style != RopeStyle::kNeox) judgement.verdict = Verdict::kUnsupported;
    return judgement;
  };
  const CampaignResult result = Campaign(options, neox_alone, never, silent).run();
  EXPECT_EQ(result.exit_code(), ExitCode::kClean);
  const auto outside = result.coverage.unsupported_buckets();
  EXPECT_NE(std::ranges::find(outside, "style=interleaved"), outside.end());
  EXPECT_TRUE(result.coverage.empty_buckets().empty());
}

TEST(Campaign, CoverageOfShardsAddsUp) {
  Silent silent;
  const CampaignResult whole = Campaign(runs_of(60), passes, never, silent).run();
  CoverageCount sum(SizeClass::kSmall);
  for (uint64_t i = 0; i < 3; ++i) {
    sum += Campaign(runs_of(60, {i, 3, "test"}), passes, never, silent).run().coverage;
  }
  EXPECT_EQ(sum.num_hit(), whole.coverage.num_hit());
  EXPECT_EQ(sum.num_pairs_hit(), whole.coverage.num_pairs_hit());
}

TEST(Campaign, PinsAKeyOfEveryCase) {
  Silent silent;
  CampaignOptions options = runs_of(50);
  options.source.pins = {{"head_dim", "80"}, {"style", "interleaved"}};
  const JudgeCase checks = [](const Case& c, const auto&) {
    EXPECT_EQ(c.head_dim, 80);
    EXPECT_EQ(c.style, RopeStyle::kInterleaved);
    return Judgement{};
  };
  const CampaignResult result = Campaign(options, checks, never, silent).run();
  EXPECT_EQ(result.stats.done(), 50u);
  EXPECT_EQ(result.stats.of(Verdict::kRefused), result.stats.refused_by_pin);
  EXPECT_GT(result.stats.of(Verdict::kPassed), 20u);
}

}  // namespace
}  // namespace ropekv
