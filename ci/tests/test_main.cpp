// The main of every test binary. Its exit status tells ctest what GoogleTest's own hides:
//   0 passed, 1 failed, 3 nothing ran (a filter that matches no test is an error, not a pass),
//   4 every test that ran was skipped (SKIP_RETURN_CODE in discover.cmake).
// A sanitizer or a crash at exit changes the status, so a skip never covers it.
#include <gtest/gtest.h>

#include <cstdio>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const int status = RUN_ALL_TESTS();
  if (status != 0 || GTEST_FLAG_GET(list_tests)) return status;
  const testing::UnitTest& unit = *testing::UnitTest::GetInstance();
  if (unit.test_to_run_count() == 0) {
    std::fputs("no test ran: the filter matches nothing\n", stderr);
    return 3;
  }
  return unit.skipped_test_count() == unit.test_to_run_count() ? 4 : 0;
}
