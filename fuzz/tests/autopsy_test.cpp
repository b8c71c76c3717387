// Autopsies on processes that are made up: a chain of cases dies by a rule.
#include "fuzz/autopsy.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ropekv {
namespace {

using Indices = std::vector<uint64_t>;

AutopsyRequest death_at(uint64_t case_idx, const Indices& before) {
  AutopsyRequest request;
  request.kernel = "k";
  request.death.case_idx = case_idx;
  request.death.how = "SIGABRT";
  request.death.phase = Phase::kLaunching;
  request.before = before;
  return request;
}

// `dies`: whether the last of the indices dies in their company.
RunChain chain(const std::function<bool(const Indices&)>& dies) {
  return [dies](const Indices& indices) {
    ChainEnd end;
    for (size_t i = 0; i < indices.size() && !end.died; ++i) {
      end.case_idx = indices[i];
      end.line = "case " + std::to_string(indices[i]);
      end.died = dies(Indices(indices.begin(), indices.begin() + static_cast<ptrdiff_t>(i) + 1));
      end.judgement.verdict = end.died ? Verdict::kCrashed : Verdict::kPassed;
    }
    return end;
  };
}

Indices up_to(uint64_t end) {
  Indices indices;
  for (uint64_t k = 0; k < end; ++k) indices.push_back(k);
  return indices;
}

bool has(const Indices& indices, uint64_t k) {
  return std::ranges::count(indices, k) > 0;
}

TEST(Autopsy, ThisCaseCrashes) {
  const Autopsy found = perform_autopsy(death_at(9, up_to(9)),
                                        chain([](const auto& run) { return run.back() == 9; }));
  EXPECT_EQ(found.given.at(9).verdict, Verdict::kCrashed);
  EXPECT_EQ(found.given.size(), 1u);
  EXPECT_FALSE(found.observation);
}

TEST(Autopsy, ThisCaseAfterThatOneCrashes) {
  const auto dies = [](const Indices& run) { return run.back() == 9 && has(run, 8); };
  const Autopsy found = perform_autopsy(death_at(9, up_to(9)), chain(dies));
  EXPECT_EQ(found.given.at(9).verdict, Verdict::kPassed);
  EXPECT_EQ(found.given.at(8).verdict, Verdict::kPassed) << "alone, both are right";
  ASSERT_TRUE(found.observation);
  EXPECT_NE(found.observation->sentence.find("right after case 8"), std::string::npos);
  EXPECT_EQ(found.observation->lines, (std::vector<std::string>{"case 8", "case 9"}));
  EXPECT_EQ(found.observation->deaths, found.observation->tries);
}

TEST(Autopsy, TheStateWasPoisonedEarlier) {
  const auto dies = [](const Indices& run) { return run.back() == 99 && has(run, 23); };
  int runs = 0;
  const RunChain count = [&](const Indices& indices) { return ++runs, chain(dies)(indices); };
  const Autopsy found = perform_autopsy(death_at(99, up_to(99)), count);
  ASSERT_TRUE(found.observation);
  EXPECT_NE(found.observation->sentence.find("some time after case 23"), std::string::npos);
  EXPECT_TRUE(found.given.contains(23));
  EXPECT_LT(runs, 25) << "bisected, not tried one by one";
}

TEST(Autopsy, ItTakesManyCasesTogether) {
  const auto dies = [](const Indices& run) { return run.size() >= 30; };
  const Autopsy found = perform_autopsy(death_at(40, up_to(40)), chain(dies));
  ASSERT_TRUE(found.observation);
  EXPECT_NE(found.observation->sentence.find("40 cases of its process"), std::string::npos)
      << found.observation->sentence;
  EXPECT_EQ(found.given.at(40).verdict, Verdict::kPassed);
}

// A heap that was overrun shows it now here and now there: then nobody runs in company any more.
TEST(Autopsy, EachCaseAloneWhenAllElseFails) {
  AutopsyRequest request = death_at(5, up_to(5));
  request.each_alone = {3, 4, 5, 6};
  const Autopsy found =
      perform_autopsy(request, chain([](const auto& run) { return run.back() == 4; }));
  EXPECT_EQ(found.given.at(3).verdict, Verdict::kPassed);
  EXPECT_EQ(found.given.at(4).verdict, Verdict::kCrashed);
  EXPECT_EQ(found.given.at(6).verdict, Verdict::kPassed);
}

TEST(Autopsy, SeenOnceAndNeverAgainIsFlaky) {
  const Autopsy found =
      perform_autopsy(death_at(5, up_to(5)), chain([](const auto&) { return false; }));
  ASSERT_TRUE(found.observation);
  EXPECT_LT(found.observation->deaths, found.observation->tries);
}

TEST(Autopsy, ASigkillFromOutsideIsNobodysFault) {
  AutopsyRequest request = death_at(5, up_to(5));
  request.death.from_outside = true;
  int runs = 0;
  const Autopsy found = perform_autopsy(request, [&](const Indices& indices) {
    ChainEnd end = chain([](const auto&) { return false; })(indices);
    end.died = end.from_outside = ++runs == 1;  // struck again
    return end;
  });
  EXPECT_FALSE(found.observation);
  EXPECT_EQ(found.given.at(5).verdict, Verdict::kPassed);
}

}  // namespace
}  // namespace ropekv
