#include "properties/pair_set.h"

#include <algorithm>

#include "properties/dimensions.h"

namespace ropekv {

PairSet::PairSet() : n_(all_choices().size()), bits_(n_ * n_) {}

void PairSet::add_all(const std::vector<uint16_t>& choices) {
  const auto& all = all_choices();
  for (size_t i = 0; i < choices.size(); ++i) {
    for (size_t j = i + 1; j < choices.size(); ++j) {
      if (all[choices[i]].dimension_idx != all[choices[j]].dimension_idx)
        add(choices[i], choices[j]);
    }
  }
}

void PairSet::add_all(const PairSet& other) {
  for (size_t i = 0; i < bits_.size(); ++i) {
    if (other.bits_[i]) bits_[i] = true;
  }
}

uint64_t PairSet::count() const {
  return static_cast<uint64_t>(std::ranges::count(bits_, true));
}

uint64_t PairSet::count_common(const PairSet& other) const {
  uint64_t common = 0;
  for (size_t i = 0; i < bits_.size(); ++i) common += bits_[i] && other.bits_[i] ? 1 : 0;
  return common;
}

}  // namespace ropekv
