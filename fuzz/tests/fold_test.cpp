#include "fuzz/fold.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ropekv {
namespace {

FindingRecord finding(uint64_t case_idx, const std::string& property,
                      const std::vector<std::string>& shows) {
  FindingRecord record;
  record.signature = "naive|" + property + "|cache";
  record.headline = property;
  record.case_idx = case_idx;
  for (const std::string& one : shows) record.shows.push_back(one + "|cache");
  return record;
}

// "untouched...+v_is..." for each group, heads first.
std::vector<std::string> groups(const std::vector<FindingRecord>& findings) {
  std::vector<std::string> texts;
  for (const FoldedFinding& one : fold(findings)) {
    std::string text = findings[one.head].headline;
    for (const size_t i : one.also) text += '+' + findings[i].headline;
    texts.push_back(text);
  }
  return texts;
}

constexpr const char* kSlots = "untouched_slots_keep_their_bytes";
constexpr const char* kV = "v_is_copied_bitwise";
constexpr const char* kPadding = "padding_writes_nothing";

TEST(Fold, KeepsFindingsApartThatShowNothingOfOneAnother) {
  EXPECT_EQ(groups({finding(0, kSlots, {kSlots}), finding(1, kV, {kV})}),
            (std::vector<std::string>{kSlots, kV}));
}

TEST(Fold, IsOneWhereOneCaseShowsBoth) {
  const std::vector<std::string> both = {std::string(kSlots) + '+' + kV};
  EXPECT_EQ(groups({finding(0, kSlots, {kSlots}), finding(1, kV, {kV, kSlots})}), both);
  EXPECT_EQ(groups({finding(0, kSlots, {kSlots, kV}), finding(1, kV, {kV})}), both);
}

TEST(Fold, PutsARelationOfLaunchesBehindWhatALaunchShowsAlone) {
  EXPECT_EQ(groups({finding(0, kPadding, {kPadding, kV}), finding(7, kV, {kV})}),
            (std::vector<std::string>{std::string(kV) + '+' + kPadding}));
}

TEST(Fold, DoesNotDependOnTheOrderOfTheFindings) {
  std::vector<FindingRecord> findings = {finding(3, kV, {kV, kSlots}), finding(5, kPadding, {kV}),
                                         finding(9, kSlots, {kSlots}),
                                         finding(1, "guards_are_intact", {})};
  const auto expected = groups(findings);
  EXPECT_EQ(expected.size(), 2u);
  std::ranges::sort(findings, {}, &FindingRecord::signature);
  do {
    EXPECT_EQ(groups(findings), expected);
  } while (std::ranges::next_permutation(findings, {}, &FindingRecord::signature).found);
}

}  // namespace
}  // namespace ropekv
