// Not a claim but a measurement: a scan of a whole pool against what the same device copies.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "properties/lane.h"

namespace ropekv {
namespace {

double seconds_of(Lane& lane, void* arena, const std::function<void()>& work) {
  const auto finish = [&] {
    char byte;
    lane.copy_out(&byte, arena, 1);  // behind everything else
  };
  finish();
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    finish();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
  }
  return best;
}

TEST(TheScanOfAPool, IsMeasured) {
  if (num_cuda_devices() == 0) GTEST_SKIP() << "no CUDA device";
  const auto lane = make_cuda_lane(0);
  int64_t bytes = int64_t{32} << 30;
  void* arena = nullptr;
  while (!arena) {
    try {
      arena = lane->arena(bytes);
    } catch (const OutOfMemory&) {
      bytes /= 2;
    }
  }
  const Poison poison{1, false};
  auto* pairs = static_cast<LinearScan::Pair*>(arena);
  const FillPoison fill{pairs, 0, bytes, poison};
  lane->fill_poison(fill);
  LinearScan scan{};
  scan.memory = pairs;
  scan.end_bytes = bytes;
  scan.poison = poison;
  int64_t differing = -1;
  const double scanned = seconds_of(*lane, arena, [&] { differing = lane->count_differing(scan); });
  EXPECT_EQ(differing, 0);
  const double painted = seconds_of(*lane, arena, [&] { lane->fill_poison(fill); });
  const double copied = seconds_of(*lane, arena, [&] {
    lane->copy_within(static_cast<char*>(arena) + bytes / 2, arena, bytes / 2);
  });
  const auto rate = [&](double seconds) { return static_cast<double>(bytes) / seconds / 1e12; };
  std::printf("scan: %.3f TB/s, memcpy: %.3f TB/s, ratio %.3f (%lld GiB; paint: %.3f TB/s)\n",
              rate(scanned), rate(copied), copied / scanned, static_cast<long long>(bytes >> 30),
              rate(painted));
}

}  // namespace
}  // namespace ropekv
