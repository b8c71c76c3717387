#include "reference/case_text.h"

#include <gtest/gtest.h>

#include <set>

#include "reference/ignored_keys.h"
#include "reference/tests/any_case.h"

namespace ropekv {
namespace {

using testing::any_case;
using testing::case_of;
using testing::SplitMix;
using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(CaseText, LegalCasesSurviveTheRoundTrip) {
  SplitMix random(8);
  int legal = 0;
  for (int i = 0; i < 60'000; ++i) {
    Case c = any_case(random);
    if (i & 1) drop_ignored_keys(&c);  // few are legal without
    const bool is_legal = why_not_legal(c).empty();
    const std::string line = print_case(c);
    std::string error;
    const auto again = parse_case(line, &error);
    ASSERT_EQ(again.has_value(), is_legal) << line << ": " << error;
    ASSERT_EQ(error.empty(), is_legal) << line;
    if (!is_legal) continue;
    ++legal;
    ASSERT_TRUE(*again == c) << line << "\n" << print_case(*again);
    ASSERT_TRUE(*case_from_pairs(case_pairs(c), &error) == c) << line;
  }
  EXPECT_GT(legal, 1000);
}

TEST(CaseText, DefaultsAreLeftOutAndFollowWhatTheyFollow) {
  EXPECT_TRUE(case_of("rkv1:") == Case{});
  EXPECT_TRUE(case_pairs(Case{}).empty());
  for (const CaseKey& key : case_keys()) {
    EXPECT_EQ(key.print(Case{}), key.default_text) << key.name;
    const std::string line = "rkv1:" + std::string(key.name) + "=" + std::string(key.default_text);
    EXPECT_TRUE(case_of(line) == Case{}) << line;
  }
  EXPECT_EQ(case_pairs(case_of("rkv1:num_tokens=9,num_slots_given=9,num_slots=9,head_dim=32,"
                               "v_head_dim=32,rotary_dim=32")),
            Pairs({{"num_tokens", "9"}, {"head_dim", "32"}}));
}

TEST(CaseText, KeysPrintInCanonicalOrderWhateverOrderTheyCameIn) {
  const Case c = case_of("rkv1:data_seed=3,slots=tail,dtype=f16,rotary_dim=full,head_dim=8");
  EXPECT_EQ(case_pairs(c),
            Pairs({{"head_dim", "8"}, {"dtype", "f16"}, {"slots", "tail"}, {"data_seed", "3"}}));
  EXPECT_EQ(c.rotary_dim, 8) << "full means head_dim, though it stood before it";
}

TEST(CaseText, TheChecksumIsVerifiedWhereItIsPresent) {
  const std::string line = print_case(case_of("rkv1:num_tokens=5,dtype=bf16"));
  std::set<std::string> survivors;
  for (size_t i = 5; i < line.size(); ++i) {
    for (const char c : {'0', '1', 'f', 'x', ','}) {
      std::string damaged = line;
      damaged[i] = c;
      std::string error;
      if (damaged != line && parse_case(damaged, &error)) survivors.insert(damaged);
    }
  }
  EXPECT_TRUE(survivors.empty()) << *survivors.begin();
  EXPECT_TRUE(case_of("rkv1:num_tokens=5,dtype=bf16") == case_of(line));
}

TEST(CaseText, WithKeySetsOneKeyAndKeepsTheRest) {
  const Case c = case_of("rkv1:num_tokens=5,head_dim=32,slots=tail");
  std::string error;
  EXPECT_TRUE(*with_key(c, "head_dim", "16", &error) ==
              case_of("rkv1:num_tokens=5,head_dim=16,slots=tail"));
  EXPECT_TRUE(*with_key(c, "slots", "permuted:0", &error) ==
              case_of("rkv1:num_tokens=5,head_dim=32"));
  EXPECT_EQ(with_key(c, "rotary_dim", "64", &error), std::nullopt);
  EXPECT_EQ(with_key(c, "rotary", "8", &error), std::nullopt);
  EXPECT_EQ(error, "case key 'rotary' is unknown");
}

}  // namespace
}  // namespace ropekv
