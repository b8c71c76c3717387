// The covering array and the dimensions under it. Cases are made here, not launched.
#include "properties/schedule.h"

#include <gtest/gtest.h>

#include <set>

#include "properties/case_gen.h"
#include "properties/coverage.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

constexpr SizeClass kScheduled[] = {SizeClass::kSmall, SizeClass::kDefault};

struct Reached {
  std::vector<uint64_t> cases = std::vector<uint64_t>(all_buckets().size());
  PairSet pairs;
};

Reached reached_by(uint64_t seed, uint64_t num_cases, SizeClass size) {
  Reached reached;
  std::vector<uint16_t> choices;
  for (uint64_t k = 0; k < num_cases; ++k) {
    const Case c = campaign_case(seed, k, size);
    for (size_t i = 0; i < reached.cases.size(); ++i) {
      reached.cases[i] += all_buckets()[i].contains(c) ? 1 : 0;
    }
    find_choices(c, &choices);
    reached.pairs.add_all(choices);
  }
  return reached;
}

double percent_of_pairs(const Reached& reached, SizeClass size) {
  const Schedule& schedule = schedule_of(size);
  return 100.0 * static_cast<double>(reached.pairs.count_common(schedule.feasible_pairs())) /
         static_cast<double>(schedule.num_feasible_pairs());
}

void expect_required(const Reached& reached, SizeClass size) {
  for (size_t i = 0; i < reached.cases.size(); ++i) {
    if (!is_required(i, size)) continue;
    EXPECT_GE(reached.cases[i], all_buckets()[i].required) << all_buckets()[i].name;
  }
}

TEST(Dimensions, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const Bucket& bucket : all_buckets()) {
    EXPECT_TRUE(names.insert(bucket.name).second) << bucket.name;
  }
}

TEST(Dimensions, ChoicesArePossibleUnlessTheyNeedAnotherSize) {
  const Schedule& schedule = schedule_of(SizeClass::kDefault);
  for (uint16_t i = 0; i < all_choices().size(); ++i) {
    const std::string name = all_choices()[i].name();
    EXPECT_EQ(schedule.is_feasible(i), !name.starts_with("span=")) << name;
  }
}

// What no case can be, for a reason that a person can see.
TEST(Dimensions, ContradictionsAreNotFeasible) {
  const Schedule& schedule = schedule_of(SizeClass::kDefault);
  const auto index_of = [](std::string_view name) {
    for (uint16_t i = 0; i < all_choices().size(); ++i) {
      if (all_choices()[i].name() == name) return i;
    }
    ADD_FAILURE() << name;
    return uint16_t{0};
  };
  const std::pair<const char*, const char*> contradictions[] = {
      {"cache=none", "cache_dtype=e4m3"},
      {"absent=k", "cache=k"},
      {"page_size=1", "page_layout=hnd"},
      {"memory=fence_end", "misaligned=table"},
      {"absent=q", "in_place=q"},
      {"holes=none", "hole_value=reserved"},
      {"scenario=serving", "tokens=65535..65537"}};
  for (const auto& [a, b] : contradictions) {
    EXPECT_FALSE(schedule.feasible_pairs().has(index_of(a), index_of(b))) << a << ' ' << b;
  }
  EXPECT_TRUE(
      schedule.feasible_pairs().has(index_of("cache_dtype=e4m3"), index_of("memory=fence_end")));
}

TEST(Schedule, GivesEveryRowOnceInItsLength) {
  for (const SizeClass size : kScheduled) {
    const Schedule& schedule = schedule_of(size);
    for (const uint64_t seed : {1, 2}) {
      std::set<size_t> rows;
      for (uint64_t k = 0; k < schedule.length(); ++k) {
        if (const auto row = schedule.row_at(seed, k)) rows.insert(*row);
      }
      EXPECT_EQ(rows.size(), schedule.num_rows());
    }
  }
}

// Whatever the seed: what a campaign of that length must reach lies in the rows themselves.
TEST(Schedule, RowsHoldWhatIsRequired) {
  for (const SizeClass size : kScheduled) {
    const Schedule& schedule = schedule_of(size);
    std::vector<uint64_t> cases(all_buckets().size());
    for (size_t row = 0; row < schedule.num_rows(); ++row) {
      const Case c = schedule.forced(row, Case{});
      for (size_t i = 0; i < cases.size(); ++i) cases[i] += all_buckets()[i].contains(c) ? 1 : 0;
    }
    for (size_t i = 0; i < cases.size(); ++i) {
      if (!is_required(i, size)) continue;
      EXPECT_GE(cases[i], all_buckets()[i].required) << all_buckets()[i].name;
    }
  }
}

TEST(Schedule, AsLongAsItIsReachesWhatIsRequired) {
  for (const SizeClass size : kScheduled) {
    for (const uint64_t seed : {1, 2, 3, 4, 5}) {
      SCOPED_TRACE("seed " + std::to_string(seed));
      const Reached reached = reached_by(seed, schedule_of(size).length(), size);
      expect_required(reached, size);
      EXPECT_GT(percent_of_pairs(reached, size), 99.5);
    }
  }
}

TEST(Schedule, TwentyThousandCasesLeaveNothingOut) {
  const Reached reached = reached_by(7, 20000, SizeClass::kDefault);
  expect_required(reached, SizeClass::kDefault);
  EXPECT_GT(percent_of_pairs(reached, SizeClass::kDefault), 99);
}

TEST(Schedule, RowsDoNotAskForMoreThanTheSizeClass) {
  const Schedule& schedule = schedule_of(SizeClass::kSmall);
  for (size_t row = 0; row < schedule.num_rows(); ++row) {
    const Case c = schedule.forced(row, campaign_case(9, row, SizeClass::kSmall));
    ASSERT_EQ(why_not_legal(c), "") << print_case(c);
    ASSERT_EQ(why_refused(c, SizeClass::kSmall), "") << print_case(c);
  }
}

}  // namespace
}  // namespace ropekv
