#include "fuzz/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/case_text.h"

namespace ropekv {
namespace {

using testing::HasSubstr;
using testing::Not;

Case parsed(std::string_view line) {
  std::string error;
  const auto c = parse_case(line, &error);
  EXPECT_TRUE(c) << error;
  return c.value_or(Case{});
}

Explanation of_rule(const Case& minimal, const std::function<bool(const Case&)>& fails) {
  return explain(
      minimal,
      [&](const KeyNeighbours&, const Case& c) { return fails(c) ? Seen::kFails : Seen::kHolds; },
      [] { return false; });
}

// What stands in front of "; of those tried, no value of ... matters".
std::string what_matters(const Explanation& explanation) {
  return explanation.sentence.substr(0, explanation.sentence.find("; of those tried"));
}

TEST(Explain, SaysForWhichRotaryDimsItFails) {
  const auto explanation = of_rule(parsed("rkv1:head_dim=128,rotary_dim=2"),
                                   [](const Case& c) { return c.rotary_dim < c.head_dim; });
  EXPECT_THAT(explanation.sentence,
              testing::StartsWith("fails for every rotary_dim < head_dim tried (2, 32, 64, 126 of "
                                  "128), not for rotary_dim = head_dim"));
  EXPECT_THAT(explanation.sentence, HasSubstr("num_tokens"));
  EXPECT_THAT(explanation.sentence, HasSubstr("style"));
}

TEST(Explain, NamesTheValuesOnBothSides) {
  EXPECT_EQ(what_matters(of_rule(parsed("rkv1:style=interleaved"),
                                 [](const Case& c) { return c.style == RopeStyle::kInterleaved; })),
            "fails for style interleaved, not neox");
  EXPECT_EQ(what_matters(of_rule(parsed("rkv1:num_tokens=33"),
                                 [](const Case& c) { return c.num_tokens > 32; })),
            "fails for num_tokens 33, 34, 64, 66, not 1, 2, 32");
  EXPECT_EQ(what_matters(of_rule(parsed("rkv1:holes=all"),
                                 [](const Case& c) { return c.holes.kind != HoleKind::kNone; })),
            "fails for holes all, tail:1, every:2, not none");
}

// As of a property that looks at the tail alone: where there is none, it neither fails nor holds.
TEST(Explain, DoesNotSayOfAKeyThatTheCaseNeedsThatItDoesNotMatter) {
  const auto explanation = explain(
      parsed("rkv1:rotary_dim=2"),
      [](const KeyNeighbours&, const Case& c) {
        return c.rotary_dim < c.head_dim ? Seen::kFails : Seen::kNothing;
      },
      [] { return false; });
  EXPECT_EQ(what_matters(explanation),
            "fails for every rotary_dim < head_dim tried (2, 16, 32, 62 of 64)");
}

TEST(Explain, OfACaseThatAlwaysFailsSaysThatNothingMatters) {
  const auto explanation = of_rule(Case{}, [](const Case&) { return true; });
  EXPECT_THAT(explanation.sentence, testing::StartsWith("fails for every value tried of style, "));
  EXPECT_THAT(explanation.sentence, Not(HasSubstr(", not")));
}

TEST(Explain, LeavesOutKeysOfWhichNothingIsKnown) {
  const auto explanation = explain(
      Case{},
      [](const KeyNeighbours& key, const Case&) {
        return key.key == "dtype" ? Seen::kFails : Seen::kNothing;
      },
      [] { return false; });
  EXPECT_THAT(explanation.sentence, testing::StartsWith("fails for every value tried of dtype ("));
}

TEST(Explain, SaysWhatItHadNoTimeFor) {
  int tries = 0;
  const auto explanation = explain(
      parsed("rkv1:holes=all"),
      [&](const KeyNeighbours&, const Case& c) {
        ++tries;
        return c.holes.kind != HoleKind::kNone ? Seen::kFails : Seen::kHolds;
      },
      [&] { return tries >= 4; });
  EXPECT_EQ(explanation.tries, 4);
  EXPECT_THAT(explanation.sentence, testing::StartsWith("fails for holes all"));
  EXPECT_THAT(explanation.sentence, HasSubstr("; no time for "));
}

TEST(NeighboursOf, DifferInOneKeyAndAreLegal) {
  const Case c = parsed(
      "rkv1:num_tokens=5,num_qo_heads=6,num_kv_heads=2,rotary_dim=16,page_size=4,"
      "num_slots=12,holes=tail:2");
  const auto keys = neighbours_of(c);
  EXPECT_GT(keys.size(), 25u);
  for (const KeyNeighbours& key : keys) {
    EXPECT_LE(key.others.size(), kMostNeighbours);
    for (const Neighbour& other : key.others) {
      EXPECT_EQ(why_not_legal(other.c), "");
      std::string error;
      if (key.key == "num_kv_heads") {
        EXPECT_EQ(other.c.num_qo_heads, 3 * other.c.num_kv_heads);
        continue;
      }
      const auto back = with_key(other.c, key.key, key.value, &error);
      ASSERT_TRUE(back) << error;
      EXPECT_EQ(*back, c) << key.key << '=' << other.value;
    }
  }
  EXPECT_TRUE(keys.front().is_set) << "keys that the line has come first";
  EXPECT_FALSE(keys.back().is_set);
}

}  // namespace
}  // namespace ropekv
