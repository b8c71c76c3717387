// The unfused pair is a right kernel: what it takes longer is not work that others leave out.
#include "kernels/bench/unfused.h"

#include "kernels/bench/tests/dense_launch.h"
#include "kernels/naive/naive.h"

namespace ropekv {
namespace {

using testing::random_launch;
using testing::RandomLaunch;
using testing::summary;

// In an fp8 cache the pair stores the rounded k_rope, and naive does not.
bool must_agree(const ropekv_args& args) {
  return !is_fp8(args.cache_dtype) || args.k_buffer == nullptr;
}

TEST(Unfused, EqualsNaiveBitForBit) {
  int64_t compared = 0;
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    const RandomLaunch pair = random_launch(seed);
    const RandomLaunch naive = random_launch(seed);
    if (!must_agree(pair.args)) continue;
    ropekv_error error{};
    ASSERT_EQ(launch_unfused_host(pair.args, {}, &error), ROPEKV_OK) << error.message;
    ASSERT_EQ(launch_naive_host(naive.args, {}, &error), ROPEKV_OK) << error.message;
    ASSERT_TRUE(pair.same_bytes(naive)) << "seed " << seed << ": " << summary(pair.args);
    ++compared;
  }
  EXPECT_GT(compared, 1000);
}

#if ROPEKV_CUDA
TEST(Unfused, LanesAgreeByteForByte) {
  if (!testing::has_device()) GTEST_SKIP() << "no GPU";
  for (uint64_t seed = 0; seed < 500; ++seed) {
    const RandomLaunch host = random_launch(seed);
    const RandomLaunch device = random_launch(seed, &testing::managed_memory);
    ropekv_error error{};
    ASSERT_EQ(launch_unfused_host(host.args, {}, &error), ROPEKV_OK) << error.message;
    ASSERT_EQ(launch_unfused_cuda(device.args, nullptr, &error), ROPEKV_OK) << error.message;
    ASSERT_EQ(cudaDeviceSynchronize(), cudaSuccess) << "seed " << seed;
    ASSERT_TRUE(device.same_bytes(host)) << "seed " << seed << ": " << summary(host.args);
  }
}
#endif

}  // namespace
}  // namespace ropekv
