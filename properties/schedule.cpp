#include "properties/schedule.h"

#include <algorithm>

#include "properties/gen/blend.h"
#include "properties/gen/fit.h"
#include "reference/hash.h"
#include "reference/indices.h"

namespace ropekv {
namespace {

using Choices = std::vector<const Choice*>;

Choices choices_at(const std::vector<uint16_t>& indices) {
  Choices choices;
  for (const uint16_t i : indices) choices.push_back(all_choices()[i].choice);
  return choices;
}

bool matches_all(const Case& c, const Choices& choices) {
  return std::ranges::all_of(choices, [&](const Choice* choice) { return choice->matches(c); });
}

// Twice, since a choice may undo what an earlier one needs; and only what does not hold already.
void apply_all(const Choices& choices, Case* c) {
  for (int pass = 0; pass < 2; ++pass) {
    for (const Choice* choice : choices) {
      if (!choice->matches(*c)) choice->apply(c);
    }
  }
}

std::optional<Case> forced_onto(Case c, const Choices& choices, SizeClass size) {
  apply_all(choices, &c);
  const Keeps keeps = [&](const Case& candidate) { return matches_all(candidate, choices); };
  // First the case as it is, made legal; a reset may ask for another application.
  for (int attempt = 0; attempt < 2; ++attempt) {
    Case fitted = c;
    if (fit({size, {0, 0}, keeps}, &fitted)) return fitted;
    apply_all(choices, &fitted);
    c = std::move(fitted);
  }
  return std::nullopt;
}

// Rare later on: rows are mostly corners, and the long cases among them cost the most.
constexpr uint64_t kEveryLater = 16;

// Small cases from which everything can be reached: with everything in the launch, and the least.
std::vector<Case> base_cases() {
  Case all;
  all.num_tokens = 5;
  all.num_slots_given = 5;
  all.num_qo_heads = 4;
  all.num_kv_heads = 2;
  all.head_dim = all.v_head_dim = all.rotary_dim = 32;
  all.num_slots = 8;
  all.positions = {PositionKind::kRandom, 3, {}};
  Case least = all;
  least.num_tokens = least.num_slots_given = 2;
  least.num_qo_heads = least.num_kv_heads = 1;
  least.head_dim = least.v_head_dim = least.rotary_dim = 8;
  least.num_slots = 2;
  least.max_position = 8;
  return {all, least};
}

}  // namespace

Choices Schedule::Row::all() const {
  Choices all = choices_at(choices);
  if (combination) all.push_back(combination);
  return all;
}

// In both orders: one choice may undo what the other needs.
std::optional<Case> Schedule::example_of(Choices choices) const {
  static const std::vector<Case> bases = base_cases();
  for (const Case& base : bases) {
    for (int order = 0; order < 2; ++order) {
      if (auto c = forced_onto(base, choices, size_)) return c;
      std::ranges::reverse(choices);
    }
  }
  return std::nullopt;
}

void Schedule::find_feasible() {
  const auto& all = all_choices();
  for (uint16_t i = 0; i < all.size(); ++i)
    choice_is_feasible_[i] = example_of(choices_at({i})).has_value();
  for (uint16_t i = 0; i < all.size(); ++i) {
    for (uint16_t j = i + 1; j < all.size(); ++j) {
      if (all[i].dimension_idx == all[j].dimension_idx) continue;
      if (!choice_is_feasible_[i] || !choice_is_feasible_[j] || feasible_pairs_.has(i, j)) continue;
      const auto example = example_of(choices_at({i, j}));
      if (!example) continue;
      // Whatever else the example shows is feasible, too.
      std::vector<uint16_t> shown;
      find_choices(*example, &shown);
      feasible_pairs_.add_all(shown);
    }
  }
  num_feasible_pairs_ = feasible_pairs_.count();
}

// The pair, and then of every other dimension the choice with the most pairs not yet covered that
// still goes with the rest.
Schedule::Row Schedule::grow_row(uint16_t a, uint16_t b, const PairSet& covered) const {
  Row row{{a, b}, nullptr, *example_of(choices_at({a, b}))};
  const auto& all = all_choices();
  const auto gain = [&](uint16_t candidate) {
    int pairs = 0;
    for (const uint16_t chosen : row.choices) {
      if (!feasible_pairs_.has(candidate, chosen)) return -1;
      pairs += covered.has(candidate, chosen) ? 0 : 1;
    }
    return pairs;
  };
  const auto has_dimension = [&](int dimension) {
    return std::ranges::any_of(row.choices,
                               [&](uint16_t i) { return all[i].dimension_idx == dimension; });
  };
  for (int dimension = 0; dimension < std::ssize(all_dimensions()); ++dimension) {
    if (has_dimension(dimension)) continue;
    std::vector<std::pair<int, uint16_t>> candidates;  // most gain first
    for (uint16_t i = 0; i < all.size(); ++i) {
      if (all[i].dimension_idx != dimension || !choice_is_feasible_[i]) continue;
      if (const int pairs = gain(i); pairs > 0) candidates.emplace_back(-pairs, i);
    }
    std::ranges::sort(candidates);
    for (const auto& [_, candidate] : candidates) {
      std::vector<uint16_t> choices = row.choices;
      choices.push_back(candidate);
      auto example = forced_onto(row.example, choices_at(choices), size_);
      if (!example) continue;
      row = {std::move(choices), nullptr, std::move(*example)};
      break;
    }
  }
  return row;
}

void Schedule::pack_rows() {
  const auto& all = all_choices();
  PairSet covered;
  for (uint16_t i = 0; i < all.size(); ++i) {
    for (uint16_t j = i + 1; j < all.size(); ++j) {
      if (all[i].dimension_idx == all[j].dimension_idx) continue;
      if (!feasible_pairs_.has(i, j) || covered.has(i, j)) continue;
      if (!example_of(choices_at({i, j}))) continue;  // only in the example of others: by chance
      rows_.push_back(grow_row(i, j, covered));
      covered.add_all(rows_.back().choices);
    }
  }
}

void Schedule::add_combinations() {
  for (size_t i = 0; i < all_combinations().size(); ++i) {
    const Choice& combination = all_combinations()[i];
    auto example = example_of({&combination});
    combination_is_feasible_[i] = example.has_value();
    if (example) rows_.push_back({{}, &combination, std::move(*example)});
  }
}

Schedule::Schedule(SizeClass size)
    : size_(size),
      choice_is_feasible_(all_choices().size()),
      combination_is_feasible_(all_combinations().size()) {
  if (size == SizeClass::kLarge || size == SizeClass::kHuge) return;
  find_feasible();
  pack_rows();
  add_combinations();
}

std::optional<size_t> Schedule::row_at(uint64_t campaign_seed, uint64_t case_idx) const {
  if (rows_.empty()) return std::nullopt;
  const uint64_t n = rows_.size();
  const bool first_pass = case_idx < length();
  const uint64_t every = first_pass ? 2 : kEveryLater;
  if (case_idx % every != 1) return std::nullopt;
  const uint64_t turn = first_pass ? case_idx / 2 : (case_idx - length()) / kEveryLater;
  return permuted(mix64(campaign_seed ^ mix64(turn / n)), n, turn % n);
}

Case Schedule::forced(size_t row_idx, const Case& drawn) const {
  const Row& row = rows_[row_idx];
  const Choices choices = row.all();
  const FitOptions options{size_, {0, 0}, [&](const Case& c) { return matches_all(c, choices); }};
  Case c = row.example;
  c.data_seed = drawn.data_seed;
  for (const Choice* choice : choices) {  // other values of the same choices
    Case other = c;
    choice->apply(&other);
    if (fit(options, &other)) c = std::move(other);
  }
  return blend(drawn, options, c);
}

const Schedule& schedule_of(SizeClass size) {
  static const Schedule large(SizeClass::kLarge);
  if (size == SizeClass::kSmall) {
    static const Schedule schedule(size);
    return schedule;
  }
  if (size == SizeClass::kDefault) {
    static const Schedule schedule(size);
    return schedule;
  }
  return large;
}

}  // namespace ropekv
