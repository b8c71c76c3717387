#include "fuzz/mutation_matrix.h"

#include <algorithm>

#include "fuzz/finding.h"
#include "properties/lane.h"

namespace ropekv {

uint64_t MatrixRow::of(std::string_view property) const {
  const auto found = violated.find(property);
  return found == violated.end() ? 0 : found->second;
}

MatrixRow fill_matrix_row(const CaseSource& source, uint64_t first_idx, uint64_t cases,
                          const std::function<Judgement(const Case& c)>& judge_all,
                          const std::function<bool()>& stop) {
  MatrixRow row;
  for (; row.cases < cases && row.deaths < kMostMatrixDeaths; ++row.cases) {
    if (row.stopped = stop(); row.stopped) break;
    try {
      const Judgement judgement = judge_all(source.without_pins(first_idx + row.cases));
      if (!is_failure(judgement.verdict)) continue;
      if (judgement.violations.empty()) ++row.deaths;
      for (const Violation& violation : judgement.violations) {
        ++row.violated[std::string(violation.property)];
      }
    } catch (const OutOfMemory&) {  // a campaign refuses such a case and goes on
    }
  }
  return row;
}

bool is_only_of_its_kind(const MatrixRow& row, const Property& property) {
  if (row.of(property.name) == 0) return false;
  return std::ranges::none_of(all_properties(), [&](const Property& other) {
    return other.kind == property.kind && other.name != property.name && row.of(other.name) > 0;
  });
}

std::vector<PropertyKills> kills_by_property(std::span<const MatrixRow> rows) {
  std::vector<PropertyKills> all;
  for (const Property& property : all_properties()) {
    PropertyKills kills{&property};
    for (const MatrixRow& row : rows) {
      kills.mutants += row.of(property.name) > 0 ? 1 : 0;
      kills.only_by_it += is_only_of_its_kind(row, property) ? 1 : 0;
    }
    all.push_back(kills);
  }
  return all;
}

}  // namespace ropekv
