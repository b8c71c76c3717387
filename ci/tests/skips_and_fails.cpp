// Every way in which a skip could hide a failure, for skip_is_not_pass_test.sh.
#include <gtest/gtest.h>

#include <cstdlib>

TEST(SkipsAndFails, Passes) { SUCCEED(); }

TEST(SkipsAndFails, Skips) { GTEST_SKIP() << "as on a machine without a GPU"; }

TEST(SkipsAndFails, Fails) { FAIL() << "on purpose"; }

TEST(SkipsAndFails, FailsThenSkips) {
  EXPECT_TRUE(false) << "on purpose";
  GTEST_SKIP() << "too late to be a skip";
}

// What a leak found by ASan, or a destructor that crashes, looks like from outside.
TEST(SkipsAndFails, SkipsThenDiesAtExit) {
  std::atexit([] { std::_Exit(23); });
  GTEST_SKIP() << "and yet the process fails";
}
