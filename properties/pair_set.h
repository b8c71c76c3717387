// A set of pairs of choices: which are feasible, which have been covered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ropekv {

// Pairs of choices (indices in all_choices()), as bits.
class PairSet {
 public:
  PairSet();

  void add(uint16_t a, uint16_t b) { bits_[index(a, b)] = true; }
  bool has(uint16_t a, uint16_t b) const { return bits_[index(a, b)]; }
  void add_all(const std::vector<uint16_t>& choices);  // every pair of them
  void add_all(const PairSet& other);
  uint64_t count() const;
  uint64_t count_common(const PairSet& other) const;

 private:
  size_t index(uint16_t a, uint16_t b) const { return a < b ? a * n_ + b : b * n_ + a; }

  size_t n_;
  std::vector<bool> bits_;
};

}  // namespace ropekv
