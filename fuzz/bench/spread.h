// What several rounds of a measurement say together.
#pragma once

#include <span>
#include <vector>

namespace ropekv {

struct Spread {
  double median = 0, min = 0, q1 = 0, q3 = 0, max = 0;
  bool operator==(const Spread&) const = default;
};

// Quartiles between two values lie on the line between them. Of at least one value.
Spread spread_of(std::vector<double> values);

// Of at least one value, all > 0.
double geometric_mean(std::span<const double> values);

}  // namespace ropekv
