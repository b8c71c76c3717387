// How a campaign ends, and what it requires. Workers are this test once more, as the command's
// workers are the command once more.
#include "fuzz/supervisor.h"

#include <gmock/gmock.h>

#include "fuzz/block_runner.h"
#include "fuzz/tests/no_hooks.h"
#include "fuzz/tests/silent_listener.h"
#include "fuzz/worker.h"

namespace ropekv {
namespace {

using testing::Contains;
using testing::HasSubstr;

// Before the first test of a process that is to be a worker.
class BeAWorker : public testing::Environment {
  void SetUp() override {
    const auto args = testing::internal::GetArgvs();
    if (args.size() == 2 && args[1] == kWorkerVerb) be_a_worker();
  }
};
[[maybe_unused]] const auto* const kRegistered =
    testing::AddGlobalTestEnvironment(new BeAWorker);  // GoogleTest deletes it

Judgement passes(const Case&, const std::vector<std::string_view>&) {
  return {};
}

CampaignOptions runs_of(uint64_t runs) {
  CampaignOptions options;
  options.source = {5, SizeClass::kSmall, {}};
  options.runs = runs;
  return options;
}

CampaignOptions of_the_schedules_length() {
  CampaignOptions options = runs_of(schedule_of(SizeClass::kSmall).length());
  options.requires_coverage = true;
  return options;
}

WorkerConfig worker_on(const std::string& device, const CampaignOptions& options) {
  WorkerConfig config;
  config.kernel.name = "production";
  config.device = device;
  config.source = options.source;
  config.timeout = "60s";
  config.of_campaign = true;
  return config;
}

CampaignResult supervise(const CampaignOptions& options, StoreContent content,
                         const std::vector<std::string>& devices) {
  const RunContext context{find_kernel("production"), "host", "host", options.source};
  const BlockFamily family{options.shard.total, options.shard.index};
  CampaignBook book(nullptr, std::move(content), family, options.runs);
  std::vector<WorkerConfig> workers;
  for (const std::string& device : devices) workers.push_back(worker_on(device, options));
  Silent silent;
  return Supervisor(
             options, workers, context, &book, [] { return CampaignEnd::kDone; }, silent)
      .run();
}

// A campaign whose cases were all judged by `judge_case`: nothing is left for a worker.
CampaignResult judged(const CampaignOptions& options, const JudgeCase& judge_case) {
  StoreContent content;
  NoHooks hooks;
  const BlockFamily family{options.shard.total, options.shard.index};
  const uint64_t end = family.ordinals_below(*options.runs);
  for (uint64_t i = 0; i * kBlockCases < end; ++i) {
    const uint64_t count = std::min(kBlockCases, end - i * kBlockCases);
    const BlockDone done = run_block({family, i, count, {}}, options.source,
                                     *find_kernel("production"), judge_case, &hooks);
    content.blocks.add({family, 0, i, count}, done.result);
  }
  return supervise(options, std::move(content), {"host"});
}

TEST(Supervisor, AsLongAsTheScheduleHasTheRequiredCoverage) {
  const CampaignResult result = judged(of_the_schedules_length(), passes);
  EXPECT_EQ(result.exit_code(), ExitCode::kClean);
  EXPECT_TRUE(result.coverage_unmet.empty());
  EXPECT_EQ(result.coverage.num_hit(), result.coverage.num_buckets());
  EXPECT_GT(result.coverage.pairs_percent(), 99.5);
}

// A pin leaves out whole regions; run_fuzz asks for no coverage then. Here it does, and is told.
TEST(Supervisor, UnmetCoverageIsAnErrorOfTheHarness) {
  CampaignOptions options = of_the_schedules_length();
  options.source.pins = {{"style", "neox"}};
  const CampaignResult result = judged(options, passes);
  EXPECT_EQ(result.exit_code(), ExitCode::kHarness);
  EXPECT_THAT(result.coverage_unmet, Contains("style=interleaved"));
  options.requires_coverage = false;
  EXPECT_EQ(judged(options, passes).exit_code(), ExitCode::kClean);
  options.requires_coverage = true;
  options.shard = {0, 2, "test"};  // only reports
  EXPECT_EQ(judged(options, passes).exit_code(), ExitCode::kClean);
}

// What a kernel rejects was made, so the harness did its part.
TEST(Supervisor, ChoicesOutsideTheKernelsSupportAreNamedAndNoError) {
  const JudgeCase neox_alone = [](const Case& c, const auto&) {
    Judgement judgement;
    if (c.style != RopeStyle::kNeox) judgement.verdict = Verdict::kUnsupported;
    return judgement;
  };
  const CampaignResult result = judged(of_the_schedules_length(), neox_alone);
  EXPECT_EQ(result.exit_code(), ExitCode::kClean);
  EXPECT_THAT(result.coverage.unsupported_buckets(), Contains("style=interleaved"));
  EXPECT_TRUE(result.coverage.empty_buckets().empty());
}

TEST(Supervisor, CoverageOfShardsAddsUp) {
  const CampaignResult whole = judged(runs_of(60), passes);
  CoverageCount sum(SizeClass::kSmall);
  for (uint64_t i = 0; i < 3; ++i) {
    CampaignOptions options = runs_of(60);
    options.shard = {i, 3, "test"};
    sum += judged(options, passes).coverage;
  }
  EXPECT_EQ(sum.num_hit(), whole.coverage.num_hit());
  EXPECT_EQ(sum.num_pairs_hit(), whole.coverage.num_pairs_hit());
  EXPECT_EQ(sum.counters(), whole.coverage.counters());
}

TEST(Supervisor, WithoutAPassNothingIsProved) {
  for (const Verdict verdict : {Verdict::kUnsupported, Verdict::kRefused, Verdict::kMistrusted}) {
    const JudgeCase always = [&](const Case&, const auto&) {
      Judgement judgement;
      judgement.verdict = verdict;
      return judgement;
    };
    EXPECT_EQ(judged(runs_of(5), always).exit_code(), ExitCode::kHarness) << verdict_name(verdict);
  }
  EXPECT_EQ(judged(runs_of(0), passes).exit_code(), ExitCode::kHarness);
  EXPECT_EQ(judged(runs_of(5), passes).exit_code(), ExitCode::kClean);
}

// No machine has so many GPUs: as if one of several had fallen off the bus.
TEST(Supervisor, ALostDevicesWorkIsDoneByTheOthers) {
  const CampaignResult result = supervise(runs_of(100), {}, {"cuda:99", "host"});
  EXPECT_EQ(result.end, CampaignEnd::kDone) << result.why;
  EXPECT_EQ(result.exit_code(), ExitCode::kClean);
  EXPECT_EQ(result.interval, "[0,100)");
  ASSERT_EQ(result.devices_lost.size(), 1u);
  EXPECT_THAT(result.devices_lost[0], HasSubstr("cuda:99: workers do not start: "));
  EXPECT_EQ(result.stats.done(), 100u);
}

TEST(Supervisor, WithoutAnyDeviceTheCampaignEnds) {
  const CampaignResult result = supervise(runs_of(100), {}, {"cuda:99", "cuda:98"});
  EXPECT_EQ(result.end, CampaignEnd::kDeviceLost);
  EXPECT_EQ(result.exit_code(), ExitCode::kDeviceLost);
  ASSERT_EQ(result.devices_lost.size(), 2u);
  EXPECT_THAT(result.devices_lost, Contains(HasSubstr("cuda:98: workers do not start: ")));
  EXPECT_EQ(result.stats.done(), 0u);
}

}  // namespace
}  // namespace ropekv
