// Canaries: each is found out by its property alone, wherever it strikes; which is due depends on
// the case only; and one that is not found out is told.
#include "fuzz/canary.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "fuzz/block_runner.h"
#include "fuzz/campaign_result.h"
#include "fuzz/lane_judge.h"
#include "fuzz/summary.h"
#include "fuzz/tests/no_hooks.h"

namespace ropekv {
namespace {

using testing::HasSubstr;

const CaseSource kSource{7, SizeClass::kSmall, {}};
constexpr uint64_t kNumCases = 1000;

const Canary& canary_named(std::string_view name) {
  for (const Canary& canary : all_canaries()) {
    if (canary.kernel.name == name) return canary;
  }
  throw std::invalid_argument(std::string(name));
}

Judgement judged(const Case& c, const Kernel& kernel, std::string_view only) {
  static const auto lane = make_host_lane();
  return LaneJudge(kernel, *lane, {SizeClass::kSmall, {only}})(c, {});
}

TEST(Canaries, AreFoundByNameAndNameARealProperty) {
  for (const Canary& canary : all_canaries()) {
    EXPECT_EQ(find_kernel(canary.kernel.name), &canary.kernel);
    EXPECT_TRUE(canary.kernel.name.starts_with("canary/")) << canary.kernel.name;
    EXPECT_NE(find_property(canary.property), nullptr) << canary.kernel.name;
    for (const Kernel& kernel : all_kernels()) EXPECT_NE(kernel.name, canary.kernel.name);
  }
}

class EachCanary : public testing::TestWithParam<const Canary*> {};

// In cases of every kind, at whatever place; without it the property has nothing to say.
TEST_P(EachCanary, IsFoundOutByItsPropertyAlone) {
  const Canary& canary = *GetParam();
  constexpr int kEnough = 40;
  int num_cases = 0;
  for (uint64_t k = 0; k < 3000 && num_cases < kEnough; ++k) {
    const Case c = *kSource.at(k);
    if (!why_refused(c, kSource.size).empty() || !canary_applies(canary, c)) continue;
    ++num_cases;
    const Judgement wrong = judged(c, canary.kernel, canary.property);
    ASSERT_TRUE(is_found_out(canary, wrong)) << k << ' ' << verdict_name(wrong.verdict);
    ASSERT_EQ(wrong.violations.size(), 1u) << k;
    ASSERT_LE(wrong.violations[0].errors, canary.kernel.name == "canary/last_token" ? 1 << 20 : 1)
        << k;
    const Judgement right = judged(c, *find_kernel("production"), canary.property);
    ASSERT_FALSE(is_found_out(canary, right)) << k;
  }
  EXPECT_EQ(num_cases, kEnough) << "it applies too rarely";
}

std::vector<const Canary*> each() {
  std::vector<const Canary*> all;
  for (const Canary& canary : all_canaries()) all.push_back(&canary);
  return all;
}

INSTANTIATE_TEST_SUITE_P(, EachCanary, testing::ValuesIn(each()), [](const auto& info) {
  return std::string(info.param->kernel.name.substr(std::string_view("canary/").size()));
});

// Indices of the first `num_cases` at which each is due.
std::map<std::string_view, std::set<uint64_t>> due_in(uint64_t num_cases,
                                                      const std::vector<std::string_view>& only) {
  std::map<std::string_view, std::set<uint64_t>> due;
  for (uint64_t k = 0; k < num_cases; ++k) {
    const Canary* canary = canary_due(kSource, k, *kSource.at(k), only);
    if (canary) due[canary->kernel.name].insert(k);
  }
  return due;
}

// Of a case that has room for each, as far as its cache allows.
TEST(CanaryDue, IsOneCaseInAHundredAndEachGetsItsTurn) {
  size_t num_due = 0;
  std::set<std::string_view> seen;
  for (const CacheDType cache : {CacheDType::kSame, CacheDType::kE4M3}) {
    Case c;
    c.num_tokens = c.num_slots_given = 4;
    c.num_slots = 9;
    c.rotary_dim = 32;
    c.q_pad = {4, 0};
    c.cache_dtype = cache;
    for (uint64_t k = 0; k < 10000; ++k) {
      const Canary* canary = canary_due(kSource, k, c, {});
      if (!canary) continue;
      ++num_due;
      seen.insert(canary->kernel.name);
    }
  }
  EXPECT_GT(num_due, 160u);
  EXPECT_LT(num_due, 240u);
  EXPECT_EQ(seen.size(), all_canaries().size());
}

TEST(CanaryDue, IsOneWhosePropertyIsSelected) {
  const auto due = due_in(kNumCases, {"guards_are_intact", "launch_succeeds"});
  ASSERT_FALSE(due.empty());
  for (const auto& [name, indices] : due)
    EXPECT_EQ(canary_named(name).property, "guards_are_intact");
  EXPECT_TRUE(due_in(kNumCases, {"launch_succeeds"}).empty()) << "no canary is there for it";
}

TEST(CanaryDue, IsNoneForCasesThatAreNotOneLaunch) {
  for (const Canary& canary : all_canaries()) {
    Case c;
    c.num_tokens = 0;
    c.num_slots_given = 0;
    EXPECT_FALSE(canary_applies(canary, c)) << canary.kernel.name;
    c = {};
    c.scenario = {ScenarioKind::kServing, 1, 10};
    EXPECT_FALSE(canary_applies(canary, c)) << canary.kernel.name;
    c.scenario = {ScenarioKind::kOverlap};
    EXPECT_FALSE(canary_applies(canary, c)) << canary.kernel.name;
  }
}

BlockResult run(
    const BlockJob& job, const CanaryStream& canaries,
    const JudgeCase& judge_case = [](const Case&, const auto&) { return Judgement{}; }) {
  NoHooks hooks;
  return run_block(job, kSource, *find_kernel("production"), judge_case, &hooks, canaries).result;
}

Judgement failed(const Canary& canary) {
  Judgement judgement;
  judgement.verdict = Verdict::kFailed;
  judgement.violations.push_back({canary.property, "", 1, 2, {}});
  return judgement;
}

const BlockJob kJob{{}, 0, kNumCases, {}};
const CanaryStream kAllAreFoundOut{{}, [](const Case&, const Canary& c) { return failed(c); }};
const CanaryStream kAllPass{{}, [](const Case&, const Canary&) { return Judgement{}; }};

const std::map<std::string_view, std::set<uint64_t>>& due() {
  static const auto all = due_in(kNumCases, {});
  return all;
}
uint64_t num_due() {
  uint64_t sum = 0;
  for (const auto& [name, indices] : due()) sum += indices.size();
  return sum;
}

TEST(BlockWithCanaries, CountsThemAndTellsNothingElse) {
  const BlockResult with = run(kJob, kAllAreFoundOut);
  const BlockResult without = run(kJob, {});
  EXPECT_EQ(with.stats.canaries.due, num_due());
  EXPECT_EQ(with.stats.canaries.run, num_due());
  EXPECT_EQ(with.stats.canaries.missed, 0u);
  EXPECT_EQ(without.stats.canaries.due, 0u);
  EXPECT_EQ(with.stats.digest, without.stats.digest);
  EXPECT_EQ(with.stats.output_digest, without.stats.output_digest);
  EXPECT_EQ(with.stats.verdicts, without.stats.verdicts);
  EXPECT_TRUE(with.failures.empty());
}

// A judge that passes everything: what the whole of a campaign would say is worth nothing.
TEST(BlockWithCanaries, TellsTheFirstOfThoseThatWereMissed) {
  const BlockResult result = run(kJob, kAllPass);
  EXPECT_EQ(result.stats.canaries.missed, num_due());
  ASSERT_EQ(result.missed_canaries.size(), kMostMissedCanaries);
  const MissedCanary& first = result.missed_canaries[0];
  EXPECT_TRUE(due().at(first.kernel).contains(first.case_idx));
  EXPECT_LT(first.case_idx, result.missed_canaries[1].case_idx);
  EXPECT_EQ(first.property, canary_named(first.kernel).property);

  BlockResult parts = run({{}, 31, 500, {}}, kAllPass);  // indices 496..995, and then those before
  parts += run({{}, 0, 496, {}}, kAllPass);
  EXPECT_EQ(parts.missed_canaries[0].case_idx, first.case_idx);
  EXPECT_EQ(parts.missed_canaries.size(), kMostMissedCanaries);
}

TEST(BlockWithCanaries, MissesOneThatAnotherPropertyReports) {
  const CanaryStream canaries{{}, [](const Case&, const Canary&) {
                                Judgement judgement;
                                judgement.verdict = Verdict::kFailed;
                                judgement.violations.push_back({"launch_succeeds", "", 1, 2, {}});
                                return judgement;
                              }};
  EXPECT_EQ(run(kJob, canaries).stats.canaries.missed, num_due());
}

TEST(BlockWithCanaries, DoesNotRunOneInWhichAWorkerDied) {
  BlockJob job = kJob;
  for (const auto& [name, indices] : due()) job.lost_canaries.insert(*indices.begin());
  const BlockResult result = run(job, kAllPass);
  EXPECT_EQ(result.stats.canaries.due, num_due());
  EXPECT_EQ(result.stats.canaries.run, num_due() - job.lost_canaries.size());
}

TEST(BlockWithCanaries, TheVerdictOfACaseDoesNotMatter) {
  const auto fails = [](const Case&, const auto&) { return failed(all_canaries()[0]); };
  EXPECT_EQ(run(kJob, kAllAreFoundOut, fails).stats.canaries.run, num_due());
}

CampaignResult campaign_of(const BlockResult& block, bool finding = false) {
  CampaignResult result;
  result.stats = block.stats;
  result.missed_canaries = block.missed_canaries;
  if (finding) result.findings.emplace_back();
  return result;
}

TEST(CampaignWithCanaries, MeansNothingWhereOneWasMissed) {
  const RunContext context{find_kernel("production"), "host", "host", kSource};
  EXPECT_EQ(campaign_of(run(kJob, kAllAreFoundOut)).exit_code(), ExitCode::kClean);
  const CampaignResult missed = campaign_of(run(kJob, kAllPass));
  EXPECT_EQ(missed.exit_code(), ExitCode::kHarness);
  const std::string text = campaign_summary(missed, context);
  EXPECT_THAT(text, HasSubstr("the result means nothing"));
  EXPECT_THAT(text, HasSubstr(missed.missed_canaries[0].replay_command()));
  EXPECT_EQ(text.find("clean"), text.npos);
  EXPECT_EQ(campaign_of(run(kJob, kAllPass), true).exit_code(), ExitCode::kHarness)
      << "comes before findings";
}

TEST(CampaignWithCanaries, MeansNothingWhereNoneOfManyCouldBeJudged) {
  CampaignResult result = campaign_of(run(kJob, kAllAreFoundOut));
  result.stats.canaries.run = 0;
  EXPECT_EQ(result.exit_code(), ExitCode::kHarness);
  EXPECT_THAT(result.why_it_means_nothing(), HasSubstr("none could be judged"));
  result.end = CampaignEnd::kInterrupted;
  EXPECT_EQ(result.exit_code(), ExitCode::kInterrupted);
  result = campaign_of(run({{}, 0, 1000, {}}, {}));
  EXPECT_EQ(result.exit_code(), ExitCode::kClean) << "none was due";
}

}  // namespace
}  // namespace ropekv
