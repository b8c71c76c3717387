#include "reference/list_text.h"

#include <gtest/gtest.h>

#include <limits>

#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::SplitMix;
using List = std::vector<int64_t>;

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();

struct Golden {
  std::string_view text;
  List values;
};

// Never edit: old lines must replay for ever.
const Golden kGoldens[] = {
    {"", {}},
    {"7", {7}},
    {"-1", {-1}},
    {"3..5", {3, 4, 5}},
    {"7x3", {7, 7, 7}},
    {"-2..1", {-2, -1, 0, 1}},
    {"0..2+3x2+7", {0, 1, 2, 3, 3, 7}},
    {"5x2+6..7+-1x2+9", {5, 5, 6, 7, -1, -1, 9}},
    {"9+7+5", {9, 7, 5}},
    {"9223372036854775806..9223372036854775807+-9223372036854775808", {kMost - 1, kMost, kLeast}},
};

TEST(ListText, GoldenTextsMeanWhatTheyMeant) {
  for (const Golden& golden : kGoldens) {
    EXPECT_EQ(parse_list(golden.text, 100), golden.values) << golden.text;
  }
}

TEST(ListText, PrintsRunsGreedilyFromTheLeft) {
  for (const Golden& golden : kGoldens) {
    const std::string again = print_list(golden.values);
    EXPECT_EQ(parse_list(again, 100), golden.values) << again;
  }
  EXPECT_EQ(print_list({1, 1, 2, 3}), "1x2+2..3");
  EXPECT_EQ(print_list({1, 2, 2, 2}), "1..2+2x2");
  EXPECT_EQ(print_list({5, 4, 3}), "5+4+3");
  EXPECT_EQ(print_list({kMost - 1, kMost, kMost}),
            "9223372036854775806..9223372036854775807+9223372036854775807");
}

TEST(ListText, RandomListsSurviveTheRoundTrip) {
  SplitMix random(3);
  for (int i = 0; i < 20'000; ++i) {
    List values(random.below(30));
    for (int64_t& value : values) {
      // Runs need small steps; the extremes must not overflow the search for them.
      value = random.below(20) == 0 ? (random.below(2) ? kMost : kLeast)
                                    : static_cast<int64_t>(random.below(5)) - 2;
    }
    const std::string text = print_list(values);
    ASSERT_EQ(parse_list(text, values.size()), values) << text;
    if (!values.empty()) {
      ASSERT_EQ(parse_list(text, values.size() - 1), std::nullopt) << text;
    }
  }
}

TEST(ListText, RejectsWhatIsNoList) {
  for (const std::string_view text : {"+",
                                      "1+",
                                      "+1",
                                      "1++2",
                                      "x",
                                      "1x",
                                      "x2",
                                      "1x1",
                                      "1x0",
                                      "1x-2",
                                      "1x02",
                                      "1x2x3",
                                      "..",
                                      "1..",
                                      "..2",
                                      "2..2",
                                      "3..1",
                                      "1..2..3",
                                      "1...3",
                                      "1..2x2",
                                      "2x2..3",
                                      "01",
                                      "-0",
                                      "--1",
                                      "+-1",
                                      "1 ",
                                      " 1",
                                      "1,2",
                                      "0x10x2",
                                      "1e3",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "-"}) {
    EXPECT_EQ(parse_list(text, 1000), std::nullopt) << text;
  }
}

// One value too many for 64 bits wraps to a run of none.
TEST(ListText, RejectsRunsLongerThanTheLimitWithoutMakingThem) {
  for (const std::string_view text :
       {"-9223372036854775808..9223372036854775807", "0..9223372036854775807",
        "-1..9223372036854775807", "7x18446744073709551615", "1+0..99", "0..99+1", "1x101"}) {
    EXPECT_EQ(parse_list(text, 100), std::nullopt) << text;
  }
  EXPECT_EQ(parse_list("0..99", 100)->size(), 100u);
  EXPECT_EQ(parse_list("1", 0), std::nullopt);
}

TEST(ListText, IntegersHaveOneSpellingAndStayInTheirType) {
  uint64_t number = 0;
  EXPECT_TRUE(parse_integer("18446744073709551615", &number));
  EXPECT_EQ(number, ~uint64_t{0});
  for (const std::string_view text : {"18446744073709551616", "-1", "", "00", "1.0", "0x1"}) {
    EXPECT_FALSE(parse_integer(text, &number)) << text;
  }
}

}  // namespace
}  // namespace ropekv
