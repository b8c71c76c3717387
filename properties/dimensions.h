// The dimensions of the input space, each with a few named choices. A choice can be recognised in a
// case and forced onto one: coverage counts the first, the schedule uses the second.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reference/case.h"

namespace ropekv {

struct Choice {
  std::string_view name;
  bool (*matches)(const Case& c);
  // Touches no more than it must. Where it has to pick one of several values, the data seed picks.
  void (*apply)(Case* c);
};

struct Dimension {
  std::string_view name;
  std::vector<Choice> choices;
};

const std::vector<Dimension>& all_dimensions();

// All choices of all dimensions in one row; "page_size=16".
struct FlatChoice {
  int dimension_idx;
  const Choice* choice;

  std::string name() const;
};
const std::vector<FlatChoice>& all_choices();

// Combinations that have each broken a kernel. They are counted and scheduled, but not in pairs.
const std::vector<Choice>& all_combinations();

// The indices in all_choices() of those that the case matches, ascending.
void find_choices(const Case& c, std::vector<uint16_t>* out);

}  // namespace ropekv
