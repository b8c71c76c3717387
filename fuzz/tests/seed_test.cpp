#include "fuzz/seed.h"

#include <gtest/gtest.h>

#include "fuzz/duration.h"

namespace ropekv {
namespace {

TEST(Seed, IsDecimalHexOrACommit) {
  EXPECT_EQ(parse_seed("0"), 0u);
  EXPECT_EQ(parse_seed("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(parse_seed("0xff"), 255u);
  EXPECT_EQ(parse_seed("0xFFFFFFFFFFFFFFFF"), UINT64_MAX);
  EXPECT_EQ(parse_seed("0123456789abcdefffffffffffffffffffffffff"), 0x0123456789abcdefu);
}

TEST(Seed, IsNothingElse) {
  for (const char* text :
       {"", "-1", "+1", " 1", "1 ", "18446744073709551616", "0x", "0xg", "0x10000000000000000",
        "abc", "1e3", "0123456789abcdefffffffffffffffffffffffg0"}) {
    EXPECT_FALSE(parse_seed(text)) << text;
  }
}

TEST(Seed, WithAnIndexNamesACase) {
  const auto which = parse_seed_and_index("0x10:41873");
  ASSERT_TRUE(which);
  EXPECT_EQ(which->seed, 16u);
  EXPECT_EQ(which->case_idx, 41873u);
  for (const char* text : {"", ":", "1:", ":1", "1:x", "x:1", "1:2:3", "1:-2"}) {
    EXPECT_FALSE(parse_seed_and_index(text)) << text;
  }
}

TEST(Duration, IsANumberWithAUnit) {
  EXPECT_EQ(parse_duration("90s"), std::chrono::seconds(90));
  EXPECT_EQ(parse_duration("90"), std::chrono::seconds(90));
  EXPECT_EQ(parse_duration("30m"), std::chrono::minutes(30));
  EXPECT_EQ(parse_duration("8h"), std::chrono::hours(8));
  EXPECT_EQ(parse_duration("500ms"), std::chrono::milliseconds(500));
  EXPECT_EQ(parse_duration("0.5s"), std::chrono::milliseconds(500));
  for (const char* text : {"", "s", "10x", "-5s", "1 s", "nan", "inf", "1e3", "0x10", "9999999h"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Duration, PrintsAsAClock) {
  EXPECT_EQ(clock_text(Seconds(19)), "0:19");
  EXPECT_EQ(clock_text(Seconds(7 * 3600 + 59 * 60 + 41)), "7:59:41");
}

}  // namespace
}  // namespace ropekv
