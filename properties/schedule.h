// Which case of a campaign is forced to which choices: fixed by seed and index, without feedback,
// so that shards, resumes and digests agree. The rows are a covering array: every feasible pair of
// choices of different dimensions lies in one of them; each combination has one of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "properties/dimensions.h"
#include "properties/pair_set.h"
#include "properties/problem.h"

namespace ropekv {

class Schedule {
 public:
  explicit Schedule(SizeClass size);

  // The row that case `case_idx` is forced to, if any: every second case of the first pass over
  // the rows, every sixteenth afterwards. The seed gives the order.
  std::optional<size_t> row_at(uint64_t campaign_seed, uint64_t case_idx) const;
  // A case with the choices of the row and, as far as these leave it open, the values of `drawn`.
  Case forced(size_t row_idx, const Case& drawn) const;

  size_t num_rows() const { return rows_.size(); }
  // Campaigns of this many cases have had every row once. 0: nothing is required of this size.
  uint64_t length() const { return 2 * num_rows(); }

  // What a case within this size can be: decided once, by trying, the same on every machine.
  bool is_feasible(uint16_t choice) const { return choice_is_feasible_[choice]; }
  bool has_combination(size_t combination_idx) const {
    return combination_is_feasible_[combination_idx];
  }
  const PairSet& feasible_pairs() const { return feasible_pairs_; }
  uint64_t num_feasible_pairs() const { return num_feasible_pairs_; }

 private:
  struct Row {
    std::vector<uint16_t> choices;
    const Choice* combination;  // null in rows of the covering array
    Case example;

    std::vector<const Choice*> all() const;
  };

  void find_feasible();
  void pack_rows();
  void add_combinations();
  std::optional<Case> example_of(std::vector<const Choice*> choices) const;
  Row grow_row(uint16_t a, uint16_t b, const PairSet& covered) const;

  SizeClass size_;
  std::vector<bool> choice_is_feasible_;
  std::vector<bool> combination_is_feasible_;
  PairSet feasible_pairs_;
  uint64_t num_feasible_pairs_ = 0;
  std::vector<Row> rows_;
};

// Computed on first use, a fraction of a second.
const Schedule& schedule_of(SizeClass size);

}  // namespace ropekv
