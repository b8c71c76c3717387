#include "fuzz/bench/spread.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ropekv {
namespace {

double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<size_t>(place);
  const size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (place - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

}  // namespace

Spread spread_of(std::vector<double> values) {
  if (values.empty()) throw std::invalid_argument("the spread of no values");
  std::ranges::sort(values);
  return {quantile(values, 0.5), values.front(), quantile(values, 0.25), quantile(values, 0.75),
          values.back()};
}

double geometric_mean(std::span<const double> values) {
  if (values.empty()) throw std::invalid_argument("the geometric mean of no values");
  double sum = 0;
  for (const double value : values) sum += std::log(value);
  return std::exp(sum / static_cast<double>(values.size()));
}

}  // namespace ropekv
