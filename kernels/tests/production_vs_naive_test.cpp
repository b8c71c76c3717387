// Two kernels that share no code must leave the same bytes behind, in outputs, caches and gaps.
#include <gtest/gtest.h>

#include <set>

#include "kernels/naive/naive.h"
#include "kernels/production/geometry.h"
#include "kernels/production/production.h"
#include "kernels/tests/random_launch.h"

namespace ropekv {
namespace {

using testing::random_launch;
using testing::RandomLaunch;
using testing::summary;

constexpr uint64_t kNumLaunches = 1000;

void agree_in_order(HostLaunch how) {
  for (uint64_t seed = 0; seed < kNumLaunches; ++seed) {
    const RandomLaunch untouched = random_launch(seed);
    const RandomLaunch production = random_launch(seed);
    const RandomLaunch naive = random_launch(seed);
    ropekv_error error{};
    ASSERT_EQ(launch_production_host(production.args, how, &error), ROPEKV_OK)
        << error.message << "\nseed " << seed << ": " << summary(production.args);
    ASSERT_EQ(launch_naive_host(naive.args, HostLaunch{}, &error), ROPEKV_OK) << error.message;
    ASSERT_TRUE(production.same_bytes(naive)) << "seed " << seed << ": " << summary(naive.args);
    ASSERT_TRUE(untouched.same_bytes(random_launch(seed))) << "the seed must decide everything";
  }
}

TEST(ProductionVsNaive, AgreeByteForByteInForwardOrder) {
  agree_in_order({ThreadOrder::kForward});
}
TEST(ProductionVsNaive, AgreeByteForByteInReverseOrder) {
  agree_in_order({ThreadOrder::kReverse});
}
TEST(ProductionVsNaive, AgreeByteForByteInShuffledOrder) {
  agree_in_order({ThreadOrder::kShuffled, 42});
}

TEST(ProductionVsNaive, NaiveDoesNotDependOnTheThreadOrder) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const RandomLaunch forward = random_launch(seed);
    const RandomLaunch shuffled = random_launch(seed);
    ropekv_error error{};
    ASSERT_EQ(launch_naive_host(forward.args, {ThreadOrder::kForward}, &error), ROPEKV_OK);
    ASSERT_EQ(launch_naive_host(shuffled.args, {ThreadOrder::kShuffled, 9}, &error), ROPEKV_OK);
    ASSERT_TRUE(forward.same_bytes(shuffled)) << seed;
  }
}

// Else the comparison above would say less than it seems to.
TEST(ProductionVsNaive, TheLaunchesReachEveryVariantOfTheBody) {
  std::set<std::tuple<int32_t, int32_t, uint32_t, bool>> variants;
  std::set<std::tuple<int32_t, int32_t>> tables;  // of each dtype of q and k
  bool several_blocks_per_token = false;
  bool several_tokens_per_block = false;
  for (uint64_t seed = 0; seed < kNumLaunches; ++seed) {
    const RandomLaunch launch = random_launch(seed);
    production::Geometry geometry{};
    ASSERT_EQ(production::plan_geometry(launch.args, &geometry, nullptr), ROPEKV_OK);
    const ropekv_args& a = launch.args;
    variants.insert({a.dtype, a.style, geometry.vec, is_fp8(a.cache_dtype)});
    tables.insert({a.dtype, a.table_dtype});
    several_blocks_per_token |= geometry.blocks_per_token > 1;
    several_tokens_per_block |= geometry.tokens_per_block > 1;
  }
  EXPECT_EQ(variants.size(), 36U);
  EXPECT_EQ(tables.size(), 9U);
  EXPECT_TRUE(several_blocks_per_token);
  EXPECT_TRUE(several_tokens_per_block);
}

TEST(ProductionVsNaive, BothChangeSomething) {
  const RandomLaunch before = random_launch(1);
  const RandomLaunch after = random_launch(1);
  ASSERT_EQ(launch_production_host(after.args, {}, nullptr), ROPEKV_OK);
  EXPECT_FALSE(after.same_bytes(before));
}

TEST(Production, RejectsAGridThatIsTooLargeBeforeItWritesAnything) {
  RandomLaunch launch = random_launch(1);
  ropekv_args& a = launch.args;
  a.num_tokens = int64_t{1} << 40;
  a.num_slots_given = 0;
  ASSERT_NE(a.q, nullptr);
  a.k = a.v = a.k_rope = a.k_buffer = a.v_buffer = nullptr;
  a.q_rope = const_cast<void*>(a.q);
  a.q_stride = a.q_rope_stride = {int64_t{a.num_qo_heads} * a.head_dim, a.head_dim};
  ropekv_error error{};
  EXPECT_EQ(launch_production_host(a, {}, &error), ROPEKV_UNSUPPORTED);
  EXPECT_NE(std::string(error.message).find("num_tokens is 1099511627776"), std::string::npos)
      << error.message;
  EXPECT_EQ(launch_naive_host(a, {}, &error), ROPEKV_UNSUPPORTED);
}

}  // namespace
}  // namespace ropekv
