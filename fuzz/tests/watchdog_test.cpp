#include "fuzz/watchdog.h"

#include <gtest/gtest.h>

namespace ropekv {
namespace {

TEST(Watchdog, BarksOnlyAtWhatTakesTooLong) {
  int barks = 0;
  Watchdog watchdog(std::chrono::milliseconds(50), [&] { ++barks; });
  for (int i = 0; i < 20; ++i) {
    const auto watch = watchdog.watch();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  { const auto nothing = watchdog.watch(); }
  EXPECT_EQ(barks, 0);
  {
    const auto watch = watchdog.watch();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  EXPECT_EQ(barks, 1);
}

}  // namespace
}  // namespace ropekv
