#include "fuzz/mutation_files.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fuzz/mutation_score.h"
#include "fuzz/mutation_tables.h"
#include "fuzz/size_name.h"

namespace ropekv {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string_view state_name(MutantState state) {
  switch (state) {
    case MutantState::kKilled:
      return "killed";
    case MutantState::kSurvived:
      return "survived";
    case MutantState::kNotJudged:
      return "not_judged";
    case MutantState::kOutOfReach:
      return "out_of_reach";
    case MutantState::kStale:
      break;
  }
  return "stale";
}

std::string_view end_name(SearchEnd end) {
  switch (end) {
    case SearchEnd::kKilled:
      return "killed";
    case SearchEnd::kSurvived:
      return "survived";
    case SearchEnd::kStopped:
      break;
  }
  return "stopped";
}

OrderedJson json_of(const MutantResult& result, const MutationPlan& plan) {
  OrderedJson json = {{"name", result.target.mutant->name},
                      {"museum", result.target.mutant->museum},
                      {"bug", result.target.mutant->bug},
                      {"size", size_name(result.target.size)},
                      {"out_of_reach", result.target.out_of_reach},
                      {"state", state_name(state_of(result))},
                      {"searches", OrderedJson::array()}};
  for (size_t i = 0; i < result.searches.size(); ++i) {
    const KillSearch& search = result.searches[i];
    json["searches"].push_back({{"seed", plan.first_seed + i},
                                {"end", end_name(search.end)},
                                {"cases", search.cases},
                                {"seconds", search.seconds},
                                {"killed_by", search.killed_by},
                                {"line", search.line}});
  }
  if (result.row) {
    json["matrix"] = {{"cases", result.row->cases},
                      {"deaths", result.row->deaths},
                      {"violated", result.row->violated}};
  }
  return json;
}

std::string matrix_option(const MutationPlan& plan) {
  if (!plan.matrix_cases) return "";
  return fmt::format(" --matrix --matrix-cases {}", *plan.matrix_cases);
}

std::string kernel_options(const MutationPlan& plan) {
  std::string text;
  for (const std::string& name : plan.asked_for) text += fmt::format(" --kernel '{}'", name);
  return text;
}

std::string headline(const MutationReport& report) {
  const auto count = [&](MutantState state) { return count_of(report.results, state); };
  std::string text =
      fmt::format("`ropekv mutate --device {} {}{}{}`", report.lane, report.seed_option(),
                  matrix_option(report.plan), kernel_options(report.plan));
  if (report.device != report.lane) text += fmt::format(" ({})", report.device);
  text += fmt::format(":\n**{} of {} mutants killed**, {} out of the lane's reach.",
                      count(MutantState::kKilled), num_to_kill(report.results),
                      count(MutantState::kOutOfReach));
  if (const uint64_t missing = count(MutantState::kNotJudged); missing > 0) {
    text += fmt::format(" **Interrupted: {} not judged.**", missing);
  }
  if (const MutantResult* worst = hardest(report.results)) {
    const Kills kills = kills_of(report.results);
    text += fmt::format(" Cases to a kill: {} at the median, {} at worst (`{}`).",
                        quantile(kills.cases, 0.5), kills.cases.back(), worst->target.mutant->name);
  }
  return text + "\n\n";
}

}  // namespace

std::string mutation_json(const MutationReport& report) {
  OrderedJson json = {{"lane", report.lane},
                      {"device", report.device},
                      {"first_seed", report.plan.first_seed},
                      {"last_seed", report.plan.last_seed},
                      {"runs", report.plan.runs},
                      {"score_percent", percent_killed(report.results)},
                      {"seconds", report.seconds},
                      {"interrupted", report.interrupted},
                      {"mutants", OrderedJson::array()}};
  for (const MutantResult& result : report.results) {
    json["mutants"].push_back(json_of(result, report.plan));
  }
  return json.dump(2) + '\n';
}

std::string mutation_markdown(const MutationReport& report) {
  std::string text = headline(report);
  if (report.has_many_seeds()) return text + as_markdown(quantile_table(report.results));
  text += as_markdown(class_table(report.results));
  if (!report.plan.matrix_cases) return text;
  return text +
         fmt::format("\nAll properties on {} cases of each mutant, from its first kill on:\n\n",
                     *report.plan.matrix_cases) +
         as_markdown(property_table(report.results));
}

std::string mutation_markdown_full(const MutationReport& report) {
  return headline(report) + as_markdown(mutant_table(report.results, "`"));
}

}  // namespace ropekv
