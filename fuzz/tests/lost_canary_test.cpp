// A worker that dies in a canary: nobody is blamed, and the campaign knows that it lost one. The
// workers are this test once more, and run blocks in which every canary ends its process.
#include <gtest/gtest.h>

#include <csignal>

#include "fuzz/block_json.h"
#include "fuzz/exit_code.h"
#include "fuzz/supervisor.h"
#include "fuzz/tests/silent_listener.h"
#include "fuzz/worker.h"
#include "fuzz/worker_page.h"

namespace ropekv {
namespace {

class OnPage : public BlockHooks {
 public:
  explicit OnPage(WorkerPage* page) : page_(*page) {}
  void before_generating(uint64_t case_idx) override { page_.begin(case_idx); }
  void before_case(uint64_t, const std::string& line) override { page_.begin_case(line); }
  void after_case(uint64_t, const std::string&, const Judgement&) override { page_.rest(); }
  bool stop_asked() override { return page_.stop_asked(); }

 private:
  WorkerPage& page_;
};

// Of seed 6 because the harness is to be wrong there.
Judgement die_in_canary(WorkerPage* page, uint64_t seed) {
  page->begin_canary();
  if (seed == 6) {
    page->leave_word("the oracle is wrong");
    _exit(static_cast<int>(ExitCode::kHarness));
  }
  std::signal(SIGSEGV, SIG_DFL);
  raise(SIGSEGV);
  return {};
}

void be_a_worker_whose_canaries_die() {
  WorkerPage page(kWorkerPageFile);
  Wire wire(kWorkerSocket);
  const WorkerConfig config = worker_config_from(*wire.receive());
  wire.send({{"event", "up"}});
  page.rest();
  OnPage hooks(&page);
  const CanaryStream canaries{
      {}, [&](const Case&, const Canary&) { return die_in_canary(&page, config.source.seed); }};
  while (const auto request = wire.receive()) {
    const BlockDone done = run_block(
        block_job_from(*request), config.source, *find_kernel("production"),
        [](const Case&, const auto&) { return Judgement{}; }, &hooks, canaries);
    page.rest();
    wire.send({{"count", done.count}, {"block", to_json(done.result)}});
  }
  _exit(0);
}

class BeAWorker : public testing::Environment {
  void SetUp() override {
    const auto args = testing::internal::GetArgvs();
    if (args.size() == 2 && args[1] == kWorkerVerb) be_a_worker_whose_canaries_die();
  }
};
[[maybe_unused]] const auto* const kRegistered =
    testing::AddGlobalTestEnvironment(new BeAWorker);  // GoogleTest deletes it

CampaignResult campaign_of(uint64_t seed, uint64_t runs) {
  CampaignOptions options;
  options.source = {seed, SizeClass::kSmall, {}};
  options.runs = runs;
  WorkerConfig worker;
  worker.kernel.name = "production";
  worker.source = options.source;
  const RunContext context{find_kernel("production"), "host", "host", options.source};
  CampaignBook book(nullptr, {}, {options.shard.total, options.shard.index}, options.runs);
  Silent silent;
  return Supervisor(
             options, {worker}, context, &book, [] { return CampaignEnd::kDone; }, silent)
      .run();
}

TEST(LostCanary, IsNotRunAndNobodyIsBlamed) {
  const CampaignResult result = campaign_of(5, 400);
  EXPECT_EQ(result.stats.of(Verdict::kPassed), 400u);
  EXPECT_TRUE(result.findings.empty());
  EXPECT_GE(result.stats.canaries.due, 2u);
  EXPECT_EQ(result.stats.canaries.run, 0u);
  EXPECT_EQ(result.respawns, result.stats.canaries.due + 1);
  EXPECT_EQ(result.exit_code(), ExitCode::kClean) << "few cases may be unlucky";
}

TEST(LostCanary, ACampaignThatLosesThemAllMeansNothing) {
  EXPECT_EQ(campaign_of(5, 800).exit_code(), ExitCode::kHarness);
}

TEST(LostCanary, AnErrorOfTheHarnessInACanaryIsOne) {
  const CampaignResult result = campaign_of(6, 400);
  EXPECT_EQ(result.end, CampaignEnd::kHarnessError);
  EXPECT_EQ(result.why, "the oracle is wrong");
}

}  // namespace
}  // namespace ropekv
