#include "fuzz/held.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace ropekv {
namespace {

// Of so many bytes by each window.
std::string kept(std::array<int64_t, kWindows> bytes) {
  HeldAfterWindows held;
  for (int i = 0; i < kWindows; ++i) held[i + 1].heap_bytes = held[i].heap_bytes + bytes[i];
  return kept_by_each_launch(held);
}

TEST(ALeak, IsWhatEveryWindowOfLaunchesTakes) {
  EXPECT_EQ(kept({512, 512, 512, 512, 512, 512, 512, 512}), "16 bytes of the heap");
  EXPECT_EQ(kept({9999, 640, 9999, 9999, 9999, 9999, 9999, 9999}), "20 bytes of the heap");
  EXPECT_EQ(kept({9999, 9999, 9999, 9999, 9999, 9999, 9999, 0}), "");
  EXPECT_EQ(kept({511, 511, 511, 511, 511, 511, 511, 511}), "");
  EXPECT_EQ(kept({}), "");
}

TEST(ALeak, IsLookedForAfterAsMuchAsAKernelNeedsForItself) {
  int num_launches = 0;
  std::vector<int> seen;
  hold_after_windows([&] { ++num_launches; },
                     [&] {
                       seen.push_back(num_launches);
                       return Held{};
                     });
  EXPECT_EQ(seen.front(), 2 * kLaunchesOfAWindow);
  EXPECT_EQ(seen.back(), (2 + kWindows) * kLaunchesOfAWindow);
  EXPECT_EQ(seen.size(), size_t{kWindows + 1});
}

TEST(WhatAProcessHolds, IsCounted) {
  const Held before = held_by_this_process();
  const int file = open("/dev/null", O_RDONLY);
  EXPECT_EQ(held_by_this_process().files, before.files + 1);
  close(file);
  EXPECT_EQ(held_by_this_process().files, before.files);
  EXPECT_EQ(before.threads, 1);
  EXPECT_GT(before.mapped_bytes, 1 << 20);
}

}  // namespace
}  // namespace ropekv
