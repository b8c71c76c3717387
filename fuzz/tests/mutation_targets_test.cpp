#include "fuzz/mutation_targets.h"

#include <gtest/gtest.h>

#include "fuzz/exit_code.h"

namespace ropekv {
namespace {

std::vector<std::string_view> names(const std::vector<MutationTarget>& targets) {
  std::vector<std::string_view> names;
  for (const MutationTarget& target : targets) names.push_back(target.mutant->name);
  return names;
}

std::string refusal(const std::string& pattern) {
  try {
    choose_targets({pattern}, false);
  } catch (const CommandError& error) {
    EXPECT_EQ(error.exit_code, ExitCode::kUsage);
    return error.what();
  }
  return "";
}

TEST(MutationTargets, AreAllMutantsInTheOrderOfTheRegistry) {
  std::vector<std::string_view> mutants;
  for (const Kernel& kernel : all_kernels()) {
    if (!kernel.bug.empty()) mutants.push_back(kernel.name);
  }
  EXPECT_EQ(names(mutation_targets(false)), mutants);
  EXPECT_EQ(names(choose_targets({}, true)), mutants);
}

TEST(MutationTargets, PatternsChooseAmongThem) {
  EXPECT_EQ(names(choose_targets({"mutant/v_through_float", "mutant/pdl_[ns]*"}, false)),
            (std::vector<std::string_view>{"mutant/v_through_float", "mutant/pdl_no_wait",
                                           "mutant/pdl_slots_read_before_wait"}));
  EXPECT_EQ(choose_targets({"*"}, false).size(), mutation_targets(false).size());
}

TEST(MutationTargets, RefusesWhatNamesNoMutant) {
  EXPECT_EQ(refusal("naive"), "--kernel is 'naive': it is no mutant, see `ropekv list mutants`");
  EXPECT_EQ(refusal("mutant/no*"),  // nan_not_stored begins otherwise
            "--kernel is 'mutant/no*': there is no such mutant, see `ropekv list mutants`");
}

// A row of the table that names no mutant any more would go unnoticed else.
TEST(MutationTargets, WhatTheHostLaneCannotShowIsListedForItAlone) {
  size_t host = 0;
  size_t huge = 0;
  for (const MutationTarget& target : mutation_targets(false)) {
    host += target.is_out_of_reach() ? 1 : 0;
    huge += target.size == SizeClass::kHuge ? 1 : 0;
  }
  EXPECT_EQ(host, 6u);
  EXPECT_EQ(huge, 4u);
  for (const MutationTarget& target : mutation_targets(true)) {
    EXPECT_FALSE(target.is_out_of_reach()) << target.mutant->name;
  }
}

}  // namespace
}  // namespace ropekv
