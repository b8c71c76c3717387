#include "fuzz/mutation_text.h"

#include <fmt/format.h>

#include "fuzz/kind_name.h"
#include "fuzz/mutation_score.h"
#include "fuzz/mutation_tables.h"

namespace ropekv {
namespace {

size_t widest_name(const MutationReport& report) {
  size_t width = 0;
  for (const MutationTarget& target : report.plan.targets) {
    width = std::max(width, target.mutant->name.size());
  }
  return width;
}

std::string counted(uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}
std::string cases(uint64_t count) {
  return counted(count, "case");
}

std::string killed_text(const MutantResult& result, const MutationReport& report) {
  const Kills kills = kills_of({&result, 1});
  if (report.has_many_seeds()) {
    return fmt::format("killed by each of {} seeds in {} to {}, median {}", kills.cases.size(),
                       kills.cases.front(), cases(kills.cases.back()), quantile(kills.cases, 0.5));
  }
  return fmt::format("killed in {}, {:.2f} s: {}", cases(kills.cases[0]), kills.seconds[0],
                     fmt::join(result.searches[0].killed_by, ", "));
}

// The seeds whose search ended so; nothing where there is only one.
std::string with_seeds(const MutantResult& result, const MutationReport& report, SearchEnd end) {
  if (!report.has_many_seeds() || result.target.is_out_of_reach()) return "";
  std::vector<uint64_t> seeds;
  for (size_t i = 0; i < result.searches.size(); ++i) {
    if (result.searches[i].end == end) seeds.push_back(report.plan.first_seed + i);
  }
  return fmt::format(" with seeds {}", fmt::join(seeds, ", "));
}

std::string state_text(const MutantResult& result, const MutationReport& report) {
  const uint64_t runs = report.plan.runs_of(result.target);
  switch (state_of(result)) {
    case MutantState::kKilled:
      return killed_text(result, report);
    case MutantState::kSurvived:
      return fmt::format("SURVIVED {}{}", cases(runs),
                         with_seeds(result, report, SearchEnd::kSurvived));
    case MutantState::kNotJudged:
      return "not judged" + with_seeds(result, report, SearchEnd::kStopped);
    case MutantState::kOutOfReach:
      return fmt::format("out of reach: {} (lived {})", result.target.out_of_reach, cases(runs));
    case MutantState::kStale:
      break;
  }
  return fmt::format("FOUND, though listed as out of reach ({}): killed in {} by {}",
                     result.target.out_of_reach, cases(result.searches[0].cases),
                     fmt::join(result.searches[0].killed_by, ", "));
}

// A mark for each property: seen, seen by it alone of its kind, not seen.
std::string matrix_marks(const MatrixRow& row) {
  std::string marks;
  for (const PropertyKind kind : kPropertyKinds) {
    for (const Property& property : all_properties()) {
      if (property.kind != kind) continue;
      marks += row.of(property.name) == 0 ? '.' : is_only_of_its_kind(row, property) ? '#' : '+';
    }
    marks += ' ';
  }
  return marks + (row.deaths > 0 ? '!' : '.');
}

char letter(size_t i) {
  return static_cast<char>(i < 26 ? 'a' + i : 'A' + (i - 26));
}

std::string matrix_text(const MutationReport& report) {
  std::string legend = "\nmatrix: + sees the mutant, # alone of its kind, ! a process died\n";
  std::string heads;
  size_t i = 0;
  for (const PropertyKind kind : kPropertyKinds) {
    for (const Property& property : all_properties()) {
      if (property.kind != kind) continue;
      legend += fmt::format("  {} {} ({})\n", letter(i), property.name, kind_name(kind));
      heads += letter(i++);
    }
    heads += ' ';
  }
  std::string text = fmt::format("{}\n  {:<{}}  {}!\n", legend, "", widest_name(report), heads);
  for (const MutantResult& result : report.results) {
    if (!result.row) continue;
    text += fmt::format("  {:<{}}  {}\n", result.target.mutant->name, widest_name(report),
                        matrix_marks(*result.row));
  }
  text += '\n' + in_columns(property_table(report.results));
  const auto idle = idle_properties(report.results);
  return text + fmt::format("see no mutant that no other of their kind sees: {}\n",
                            idle.empty() ? "none" : fmt::format("{}", fmt::join(idle, ", ")));
}

std::string names_in(const MutationReport& report, MutantState state) {
  std::vector<std::string_view> names;
  for (const MutantResult& result : report.results) {
    if (state_of(result) == state) names.push_back(result.target.mutant->name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string complaints(const MutationReport& report) {
  std::string text;
  const auto put = [&](MutantState state, std::string_view sentence) {
    if (const std::string names = names_in(report, state); !names.empty()) {
      text += fmt::format("{}: {}\n", sentence, names);
    }
  };
  put(MutantState::kSurvived, "survivors, which the harness cannot tell from a right kernel");
  put(MutantState::kStale, "found, though listed as out of reach: the list is stale");
  put(MutantState::kNotJudged,
      report.interrupted ? "interrupted, not judged" : "--max-total-time was over, not judged");
  return text;
}

std::string score_text(const MutationReport& report) {
  const auto count = [&](MutantState state) { return count_of(report.results, state); };
  std::string text = fmt::format(
      "\nscore {:.2f} %: {} of {} mutants killed on {} with {}, {} out of its reach\n",
      percent_killed(report.results), count(MutantState::kKilled), num_to_kill(report.results),
      report.lane, report.seed_option(), count(MutantState::kOutOfReach));
  const Kills kills = kills_of(report.results);
  if (kills.cases.empty()) return text;
  return text + fmt::format("to a kill: {} at the median, {} at worst ({}); {:.2f} s, {:.2f} s\n",
                            cases(quantile(kills.cases, 0.5)), kills.cases.back(),
                            hardest(report.results)->target.mutant->name,
                            quantile(kills.seconds, 0.5), kills.seconds.back());
}

std::string stat_lines(const MutationReport& report) {
  std::string text;
  const auto put = [&](std::string_view name, const auto& value) {
    text += fmt::format("stat::{}: {}\n", name, value);
  };
  const auto count = [&](MutantState state) { return count_of(report.results, state); };
  put("mutants", report.results.size());
  put("mutants_killed", count(MutantState::kKilled));
  put("mutants_survived", count(MutantState::kSurvived));
  put("mutants_not_judged", count(MutantState::kNotJudged));
  put("mutants_out_of_reach", count(MutantState::kOutOfReach));
  put("mutants_stale", count(MutantState::kStale));
  put("mutation_score_percent", fmt::format("{:.2f}", percent_killed(report.results)));
  const Kills kills = kills_of(report.results);
  put("kills", kills.cases.size());
  put("cases_to_kill_median", quantile(kills.cases, 0.5));
  put("cases_to_kill_worst", quantile(kills.cases, 1));
  put("seconds_to_kill_median", fmt::format("{:.3f}", quantile(kills.seconds, 0.5)));
  put("seconds_to_kill_worst", fmt::format("{:.3f}", quantile(kills.seconds, 1)));
  put("seconds", fmt::format("{:.3f}", report.seconds));
  return text;
}

}  // namespace

std::string mutation_start(const MutationReport& report) {
  return fmt::format("{}, {} on {}, at most {} each, {} where none should be found\n",
                     report.seed_option(), counted(report.plan.targets.size(), "mutant"),
                     report.device, cases(report.plan.runs), report.plan.runs_out_of_reach);
}

std::string mutant_line(const MutantResult& result, const MutationReport& report) {
  return fmt::format("{:<{}}  {:<3}  {}\n", result.target.mutant->name, widest_name(report),
                     result.target.mutant->museum, state_text(result, report));
}

std::string mutation_summary(const MutationReport& report) {
  std::string text = score_text(report);
  if (report.has_many_seeds()) text += '\n' + in_columns(quantile_table(report.results));
  if (report.plan.matrix_cases) text += matrix_text(report);
  return text + complaints(report) + stat_lines(report);
}

}  // namespace ropekv
