#include "fuzz/coverage_count.h"

#include <algorithm>

namespace ropekv {

CoverageCount::CoverageCount() : hits_(all_buckets().size()) {}

void CoverageCount::add(const Case& c) {
  const auto buckets = all_buckets();
  for (size_t i = 0; i < buckets.size(); ++i) hits_[i] += buckets[i].contains(c) ? 1 : 0;
}

uint64_t CoverageCount::num_hit() const {
  return hits_.size() - std::ranges::count(hits_, uint64_t{0});
}

std::vector<std::string_view> CoverageCount::empty_buckets() const {
  std::vector<std::string_view> names;
  const auto buckets = all_buckets();
  for (size_t i = 0; i < buckets.size(); ++i) {
    if (hits_[i] == 0) names.push_back(buckets[i].name);
  }
  return names;
}

}  // namespace ropekv
