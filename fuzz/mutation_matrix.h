// Which property sees which mutant: every property on every case, from the first kill on.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/case_source.h"
#include "properties/judge.h"

namespace ropekv {

struct MatrixRow {
  uint64_t cases = 0;                                     // judged
  uint64_t deaths = 0;                                    // of these, that took their process along
  bool stopped = false;                                   // before it was whole
  std::map<std::string, uint64_t, std::less<>> violated;  // by property: the cases that show it

  uint64_t of(std::string_view property) const;
};

// Deaths are dear on a GPU, and the twentieth says what the third said.
inline constexpr uint64_t kMostMatrixDeaths = 8;

// So many indices from `first_idx` on, fewer after many deaths or when asked to stop.
MatrixRow fill_matrix_row(const CaseSource& source, uint64_t first_idx, uint64_t cases,
                          const std::function<Judgement(const Case& c)>& judge_all,
                          const std::function<bool()>& stop);

// Whether, of the properties of its kind, this one alone sees what the row is about.
bool is_only_of_its_kind(const MatrixRow& row, const Property& property);

struct PropertyKills {
  const Property* property = nullptr;
  uint64_t mutants = 0;     // that it sees
  uint64_t only_by_it = 0;  // that no other of its kind sees
};

// One for each property, in the order of the registry.
std::vector<PropertyKills> kills_by_property(std::span<const MatrixRow> rows);

}  // namespace ropekv
