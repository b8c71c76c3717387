// From searches to a score, on results that are made up: who counts as what, and which exit status
// follows.
#include "fuzz/mutation_score.h"

#include <gmock/gmock.h>

#include "fuzz/mutation_files.h"
#include "fuzz/mutation_tables.h"
#include "fuzz/mutation_text.h"

namespace ropekv {
namespace {

using testing::HasSubstr;
using testing::Not;

const Kernel& mutant(std::string_view name) {
  return *find_kernel("mutant/" + std::string(name));
}

KillSearch ended(SearchEnd end, uint64_t cases) {
  return {end, cases, 0.5, "rkv1:", {"launch_succeeds"}};
}
KillSearch killed(uint64_t cases) {
  return ended(SearchEnd::kKilled, cases);
}

MutantResult found(std::string_view name, std::vector<uint64_t> cases) {
  MutantResult result{{&mutant(name)}, {}, {}};
  for (const uint64_t count : cases) result.searches.push_back(killed(count));
  return result;
}

MutantResult with(std::string_view name, SearchEnd end, std::string_view out_of_reach = "") {
  return {{&mutant(name), SizeClass::kSmall, out_of_reach}, {ended(end, 7)}, {}};
}

MutationReport report_of(std::vector<MutantResult> results) {
  MutationReport report;
  for (const MutantResult& result : results) report.plan.targets.push_back(result.target);
  report.lane = report.device = "host";
  report.results = std::move(results);
  return report;
}

ExitCode exit_of(const std::vector<MutantResult>& results, bool interrupted = false) {
  return mutation_exit_code(results, interrupted);
}

TEST(MutationScore, OneSeedThatMissesMakesASurvivor) {
  MutantResult result = found("nan_not_stored", {1, 2});
  EXPECT_EQ(state_of(result), MutantState::kKilled);
  result.searches[1] = ended(SearchEnd::kStopped, 5);
  EXPECT_EQ(state_of(result), MutantState::kNotJudged);
  result.searches[0] = ended(SearchEnd::kSurvived, 2000);
  EXPECT_EQ(state_of(result), MutantState::kSurvived);
}

TEST(MutationScore, ARowThatWasCutIsNotJudged) {
  MutantResult result = found("nan_not_stored", {1});
  result.row.emplace();
  EXPECT_EQ(state_of(result), MutantState::kKilled);
  result.row->stopped = true;
  EXPECT_EQ(state_of(result), MutantState::kNotJudged);
}

TEST(MutationScore, ExitStatusOfEveryState) {
  const MutantResult one = found("nan_not_stored", {1});
  const MutantResult stopped = with("last_slot_skipped", SearchEnd::kStopped);
  const MutantResult survivor = with("last_slot_skipped", SearchEnd::kSurvived);
  EXPECT_EQ(exit_of({one}), ExitCode::kClean);
  EXPECT_EQ(exit_of({one}, true), ExitCode::kInterrupted);
  EXPECT_EQ(exit_of({one, with("pdl_no_wait", SearchEnd::kSurvived, "why")}), ExitCode::kClean);
  EXPECT_EQ(exit_of({one, with("pdl_no_wait", SearchEnd::kKilled, "why")}), ExitCode::kHarness);
  EXPECT_EQ(exit_of({one, survivor}), ExitCode::kHarness);
  EXPECT_EQ(exit_of({one, stopped}), ExitCode::kHarness);
  EXPECT_EQ(exit_of({one, stopped}, true), ExitCode::kInterrupted);
  EXPECT_EQ(exit_of({one, stopped, survivor}, true), ExitCode::kHarness);
}

TEST(MutationScore, TakesWhatIsNotJudgedForNoKill) {
  const std::vector<MutantResult> results = {found("nan_not_stored", {1}),
                                             with("last_slot_skipped", SearchEnd::kSurvived),
                                             with("kv_head_from_q_head", SearchEnd::kStopped),
                                             with("pdl_no_wait", SearchEnd::kSurvived, "why")};
  EXPECT_DOUBLE_EQ(percent_killed(results), 100.0 / 3);
  const std::string text = mutation_summary(report_of(results));
  EXPECT_THAT(text, HasSubstr("score 33.33 %: 1 of 3 mutants killed on host with --seed 1, 1 out"));
  EXPECT_THAT(text, HasSubstr("right kernel: mutant/last_slot_skipped\n"));
  EXPECT_THAT(text, HasSubstr("--max-total-time was over, not judged: mutant/kv_head_from_q"));
  EXPECT_THAT(text, HasSubstr("stat::mutants_survived: 1\n"));
  EXPECT_THAT(text, HasSubstr("stat::mutants_not_judged: 1\n"));
  EXPECT_THAT(text, HasSubstr("stat::mutants_out_of_reach: 1\n"));
}

TEST(MutationScore, AStaleListIsNamed) {
  const MutationReport report =
      report_of({with("pdl_no_wait", SearchEnd::kKilled, "nothing runs before it")});
  EXPECT_THAT(mutant_line(report.results[0], report),
              HasSubstr("FOUND, though listed as out of reach (nothing runs before it)"));
  EXPECT_THAT(mutation_summary(report), HasSubstr("the list is stale: mutant/pdl_no_wait\n"));
}

TEST(MutationScore, SeedsThatMissAreNamed) {
  MutationReport report = report_of({found("nan_not_stored", {3, 9, 4})});
  report.plan.first_seed = 5;
  report.plan.last_seed = 7;
  EXPECT_THAT(mutant_line(report.results[0], report),
              HasSubstr("killed by each of 3 seeds in 3 to 9 cases, median 4"));
  report.results[0].searches[1] = ended(SearchEnd::kSurvived, 2000);
  EXPECT_THAT(mutant_line(report.results[0], report),
              HasSubstr("SURVIVED 2000 cases with seeds 6"));
}

TEST(Quantiles, AreValuesThatOccurred) {
  const std::vector<uint64_t> values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 100};
  EXPECT_EQ(quantile(values, 0.0), 1u);
  EXPECT_EQ(quantile(values, 0.25), 3u);
  EXPECT_EQ(quantile(values, 0.5), 5u);
  EXPECT_EQ(quantile(values, 0.9), 9u);
  EXPECT_EQ(quantile(values, 0.99), 100u);
  EXPECT_EQ(quantile(values, 1.0), 100u);
  EXPECT_EQ(quantile(std::vector<uint64_t>{}, 0.5), 0u);
}

TEST(Quantiles, NameTheHardestByTheirMedian) {
  const std::vector<MutantResult> results = {found("nan_not_stored", {1, 1, 90}),
                                             found("last_slot_skipped", {5, 6, 7}),
                                             found("kv_head_from_q_head", {5, 6, 8})};
  EXPECT_EQ(hardest(results)->target.mutant->name, "mutant/nan_not_stored");
  const auto by_median = hardest_by_median(results, 2);
  ASSERT_EQ(by_median.size(), 2u);
  EXPECT_EQ(by_median[0]->target.mutant->name, "mutant/kv_head_from_q_head");
  EXPECT_EQ(by_median[1]->target.mutant->name, "mutant/last_slot_skipped");
  const std::string text = in_columns(quantile_table(results));
  EXPECT_THAT(
      text,
      HasSubstr("all mutants                     9     1     5     6     7    90    90    90\n"));
}

MatrixRow row_of(std::vector<std::string> properties) {
  MatrixRow row;
  row.cases = 10;
  for (const std::string& name : properties) row.violated[name] = 4;
  return row;
}

// k_row_equals_k_rope and tails_pass_through_bitwise are structural, the accept-set is numeric.
TEST(Matrix, ComparesPropertiesWithThoseOfTheirKind) {
  const std::vector<MatrixRow> rows = {
      row_of({"k_row_equals_k_rope", "q_and_k_lie_in_the_accept_set"}),
      row_of({"k_row_equals_k_rope", "tails_pass_through_bitwise"})};
  for (const PropertyKills& kills : kills_by_property(rows)) {
    const std::string_view name = kills.property->name;
    const bool is_k_row = name == "k_row_equals_k_rope";
    const bool is_numeric = name == "q_and_k_lie_in_the_accept_set";
    const bool is_tail = name == "tails_pass_through_bitwise";
    EXPECT_EQ(kills.mutants, is_k_row ? 2u : is_numeric || is_tail ? 1u : 0u) << name;
    EXPECT_EQ(kills.only_by_it, is_k_row || is_numeric ? 1u : 0u) << name;
  }
}

TEST(Matrix, NamesPropertiesThatSeeNothingOfTheirOwn) {
  std::vector<MutantResult> results = {found("nan_not_stored", {1}), found("v_through_float", {1})};
  results[0].row = row_of({"k_row_equals_k_rope"});
  results[1].row = row_of({"k_row_equals_k_rope", "tails_pass_through_bitwise"});
  const auto idle = idle_properties(results);
  EXPECT_THAT(idle, testing::Contains("tails_pass_through_bitwise"));
  EXPECT_THAT(idle, Not(testing::Contains("k_row_equals_k_rope")));
}

TEST(Matrix, EndsAfterManyDeaths) {
  const CaseSource source{1, SizeClass::kSmall, {}};
  Judgement crashed;
  crashed.verdict = Verdict::kCrashed;
  const auto dies = [&](const Case&) { return crashed; };
  const auto never = [] { return false; };
  const MatrixRow row = fill_matrix_row(source, 3, 300, dies, never);
  EXPECT_EQ(row.cases, kMostMatrixDeaths);
  EXPECT_EQ(row.deaths, kMostMatrixDeaths);
  EXPECT_FALSE(row.stopped);
  EXPECT_TRUE(fill_matrix_row(source, 3, 300, dies, [] { return true; }).stopped);
}

TEST(Matrix, GoesOverTheIndicesFromTheFirst) {
  const CaseSource source{1, SizeClass::kSmall, {}};
  std::vector<Case> seen;
  const auto note = [&](const Case& c) { return seen.push_back(c), Judgement{}; };
  EXPECT_EQ(fill_matrix_row(source, 3, 2, note, [] { return false; }).cases, 2u);
  EXPECT_EQ(seen, (std::vector<Case>{source.without_pins(3), source.without_pins(4)}));
}

TEST(MutationFiles, NameTheMutantsAskedForAndThoseNotJudged) {
  MutationReport report = report_of({found("nan_not_stored", {1})});
  EXPECT_THAT(mutation_markdown(report), HasSubstr("--device host --seed 1`:"));
  EXPECT_THAT(mutation_markdown(report), Not(HasSubstr("nterrupted")));
  report = report_of({found("nan_not_stored", {1}), with("v_through_float", SearchEnd::kStopped)});
  report.plan.asked_for = {"mutant/nan_*", "mutant/v_*"};
  EXPECT_THAT(mutation_markdown(report),
              HasSubstr("--seed 1 --kernel 'mutant/nan_*' --kernel 'mutant/v_*'`:"));
  EXPECT_THAT(mutation_markdown(report), HasSubstr("**Interrupted: 1 not judged.**"));
}

TEST(MutationFiles, HoldEveryMutantAndProperty) {
  MutationReport report = report_of(
      {found("nan_not_stored", {3}), with("pdl_no_wait", SearchEnd::kSurvived, "nothing before")});
  report.plan.matrix_cases = 10;
  report.results[0].row = row_of({"k_row_equals_k_rope"});
  report.results[0].searches[0].killed_by = {"a", "b", "c", "d"};
  const std::string full = mutation_markdown_full(report);
  EXPECT_THAT(full, HasSubstr("| `nan_not_stored` | B5 | 3 | a, b, 2 more |\n"));
  EXPECT_THAT(full, HasSubstr("| `pdl_no_wait` | J2 | out of reach | nothing before |\n"));
  const std::string compact = mutation_markdown(report);
  EXPECT_THAT(compact, HasSubstr("**1 of 1 mutants killed**, 1 out of the lane's reach. Cases"));
  EXPECT_THAT(compact, HasSubstr("| B, slots and padding | 1 | 1 | 0 | 3 | 3 |\n"));
  EXPECT_THAT(compact, HasSubstr("| J, PDL, races, streams | 1 | 0 | 1 | - | - |\n"));
  EXPECT_THAT(compact, HasSubstr("| k_row_equals_k_rope | structural | 1 | 1 |\n"));
}

}  // namespace
}  // namespace ropekv
