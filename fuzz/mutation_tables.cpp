#include "fuzz/mutation_tables.h"

#include <fmt/format.h>

#include <array>

#include "fuzz/kind_name.h"
#include "fuzz/mutation_score.h"

namespace ropekv {
namespace {

constexpr std::array<std::string_view, 10> kClasses = {
    "A, 32-bit overflow",  "B, slots and padding",   "C, who is written",      "D, pairs and tails",
    "E, strides, layouts", "F, alignment, launches", "G, index types, bounds", "H, precision",
    "I, fp8, conversions", "J, PDL, races, streams"};
constexpr std::array kShares = {0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0};
constexpr size_t kNumHardest = 10;

std::vector<MatrixRow> rows_of(std::span<const MutantResult> results) {
  std::vector<MatrixRow> rows;
  for (const MutantResult& result : results) {
    if (result.row) rows.push_back(*result.row);
  }
  return rows;
}

std::string cases_text(const MutantResult& result) {
  const KillSearch& search = result.searches.front();
  switch (state_of(result)) {
    case MutantState::kOutOfReach:
      return "out of reach";
    case MutantState::kNotJudged:
      return "not judged";
    case MutantState::kSurvived:
      return "survived";
    case MutantState::kKilled:
    case MutantState::kStale:
      break;
  }
  return std::to_string(search.cases);
}

// The first few: what looks at one launch comes before what relates several.
std::string killers_text(const MutantResult& result) {
  constexpr size_t kMost = 2;
  if (result.target.is_out_of_reach()) return std::string(result.target.out_of_reach);
  const auto& all = result.searches.front().killed_by;
  const std::span<const std::string> shown(all.begin(), std::min(all.size(), kMost));
  const size_t more = all.size() - shown.size();
  return fmt::format("{}{}", fmt::join(shown, ", "),
                     more == 0 ? "" : fmt::format(", {} more", more));
}

template <class T, class Print>
void add_quantiles(PlainTable* table, const std::string& name, const std::vector<T>& ascending,
                   const Print& print) {
  std::vector<std::string> row = {name, std::to_string(ascending.size())};
  for (const double share : kShares) row.push_back(print(quantile(ascending, share)));
  table->rows.push_back(std::move(row));
}

}  // namespace

PlainTable class_table(std::span<const MutantResult> results) {
  PlainTable table{{"class", "mutants", "killed", "out of reach", "median cases", "worst"}, {}};
  for (const std::string_view name : kClasses) {
    std::vector<MutantResult> in_class;
    std::ranges::copy_if(results, std::back_inserter(in_class), [&](const MutantResult& one) {
      return one.target.mutant->museum[0] == name[0];
    });
    if (in_class.empty()) continue;
    const Kills kills = kills_of(in_class);
    const auto number = [](uint64_t n) { return std::to_string(n); };
    table.rows.push_back({std::string(name), number(in_class.size()),
                          number(count_of(in_class, MutantState::kKilled)),
                          number(count_of(in_class, MutantState::kOutOfReach)),
                          kills.cases.empty() ? "-" : number(quantile(kills.cases, 0.5)),
                          kills.cases.empty() ? "-" : number(kills.cases.back())});
  }
  return table;
}

PlainTable property_table(std::span<const MutantResult> results) {
  PlainTable table{{"property", "kind", "mutants it sees", "that no other of its kind sees"}, {}};
  for (const PropertyKills& kills : kills_by_property(rows_of(results))) {
    table.rows.push_back({std::string(kills.property->name),
                          std::string(kind_name(kills.property->kind)),
                          std::to_string(kills.mutants), std::to_string(kills.only_by_it)});
  }
  return table;
}

PlainTable mutant_table(std::span<const MutantResult> results, std::string_view code) {
  PlainTable table{{"mutant", "row", "cases", "killed by"}, {}};
  for (const MutantResult& result : results) {
    const Kernel& mutant = *result.target.mutant;
    const std::string_view name = mutant.name.substr(mutant.name.find('/') + 1);
    table.rows.push_back({fmt::format("{0}{1}{0}", code, name), std::string(mutant.museum),
                          cases_text(result), killers_text(result)});
  }
  return table;
}

PlainTable quantile_table(std::span<const MutantResult> results) {
  PlainTable table{{"cases to a kill", "kills"}, {}};
  for (const double share : kShares) {
    table.heading.push_back(share == 0   ? "min"
                            : share == 1 ? "max"
                                         : fmt::format("{:.0f} %", 100 * share));
  }
  const Kills all = kills_of(results);
  const auto number = [](uint64_t n) { return std::to_string(n); };
  add_quantiles(&table, "all mutants", all.cases, number);
  for (const MutantResult* one : hardest_by_median(results, kNumHardest)) {
    add_quantiles(&table, std::string(one->target.mutant->name), kills_of({one, 1}).cases, number);
  }
  add_quantiles(&table, "seconds, all mutants", all.seconds,
                [](double seconds) { return fmt::format("{:.2f}", seconds); });
  return table;
}

std::vector<std::string> idle_properties(std::span<const MutantResult> results) {
  std::vector<std::string> names;
  for (const PropertyKills& kills : kills_by_property(rows_of(results))) {
    if (kills.only_by_it == 0) names.emplace_back(kills.property->name);
  }
  return names;
}

}  // namespace ropekv
