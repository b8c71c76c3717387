// Two kernels that share no code must leave the same bytes behind, in outputs, caches and gaps.
#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <span>
#include <vector>

#include "kernels/naive/naive.h"
#include "kernels/production/plan.h"
#include "kernels/production/production.h"
#include "kernels/production/shapes.h"
#include "kernels/tests/random_launch.h"

namespace ropekv {
namespace {

using testing::of_q_alone;
using testing::random_launch;
using testing::RandomLaunch;
using testing::summary;

constexpr uint64_t kNumLaunches = 1000;

void agree_in_order(const Kernel& kernel, HostLaunch how) {
  for (uint64_t seed = 0; seed < kNumLaunches; ++seed) {
    const RandomLaunch untouched = random_launch(seed);
    const RandomLaunch production = random_launch(seed);
    const RandomLaunch naive = random_launch(seed);
    ropekv_error error{};
    ASSERT_EQ(kernel.launch_host(production.args, how, &error), ROPEKV_OK)
        << error.message << "\nseed " << seed << ": " << summary(production.args);
    ASSERT_EQ(launch_naive_host(naive.args, HostLaunch{}, &error), ROPEKV_OK) << error.message;
    ASSERT_TRUE(production.same_bytes(naive)) << "seed " << seed << ": " << summary(naive.args);
    ASSERT_TRUE(untouched.same_bytes(random_launch(seed))) << "the seed must decide everything";
  }
}

void agree_in_every_shape(HostLaunch how) {
  ASSERT_EQ(production_shapes().size(), production::kShapes.size());
  for (const Kernel& kernel : production_shapes()) {
    SCOPED_TRACE(kernel.name);
    agree_in_order(kernel, how);
  }
}

TEST(ProductionVsNaive, AgreeByteForByteInForwardOrder) {
  agree_in_every_shape({ThreadOrder::kForward});
}
TEST(ProductionVsNaive, AgreeByteForByteInReverseOrder) {
  agree_in_every_shape({ThreadOrder::kReverse});
}
TEST(ProductionVsNaive, AgreeByteForByteInShuffledOrder) {
  agree_in_every_shape({ThreadOrder::kShuffled, 42});
}
TEST(ProductionVsNaive, AgreeByteForByteInTheShapeThatALaunchHasByItself) {
  agree_in_order(*find_kernel("production"), {ThreadOrder::kShuffled, 7});
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
  std::set<std::tuple<int32_t, int32_t, uint32_t, bool>> large;
  std::set<std::tuple<int32_t, uint32_t, uint32_t>> beside;  // widths of what does not rotate
  std::set<uint32_t> part_counts;
  bool several_blocks = false;
  bool has_chunk_without_partner = false;
  for (uint64_t seed = 0; seed < kNumLaunches; ++seed) {
    const RandomLaunch launch = random_launch(seed);
    const ropekv_args& a = launch.args;
    production::Plan plan{};
    ASSERT_EQ(production::make_plan(a, production::Shape::kLarge, &plan, nullptr), ROPEKV_OK);
    variants.insert({a.dtype, a.style, plan.vec, is_fp8(a.cache_dtype)});
    tables.insert({a.dtype, a.table_dtype});
    if (plan.shape == production::Shape::kLarge)
      large.insert({a.dtype, a.style, plan.vec, is_fp8(a.cache_dtype)});
    part_counts.insert(plan.num_parts);
    several_blocks |= plan.num_blocks > plan.num_parts;
    for (uint32_t i = 0; i < plan.num_parts; ++i) {
      const production::Part& part = plan.parts[i];
      if (!part.rotates) beside.insert({a.dtype, plan.vec, part.vec});
      has_chunk_without_partner |= part.num_partners != part.items_per_row.value;
    }
  }
  EXPECT_EQ(variants.size(), 44U);  // of 4 chunk widths, f32 has 3
  EXPECT_EQ(large.size(), 12U);     // of the widest chunk
  EXPECT_EQ(beside.size(), 33U);    // with a narrower width, each beside each
  EXPECT_EQ(tables.size(), 9U);
  EXPECT_TRUE(part_counts.contains(1));
  EXPECT_TRUE(part_counts.contains(production::kMaxParts));
  EXPECT_TRUE(several_blocks);
  EXPECT_TRUE(has_chunk_without_partner);
}

template <class Code>
void agree_on_q(ropekv_args a, std::span<const Kernel> kernels) {
  const auto size = static_cast<size_t>(a.num_tokens * a.q_stride.token);
  for (const int32_t style : {ROPEKV_STYLE_NEOX, ROPEKV_STYLE_INTERLEAVED}) {
    a.style = style;
    std::vector<Code> want(size);
    a.q_rope = want.data();
    ropekv_error error{};
    ASSERT_EQ(launch_naive_host(a, {}, &error), ROPEKV_OK) << error.message;
    for (const Kernel& kernel : kernels) {
      std::vector<Code> got(size);
      a.q_rope = got.data();
      ASSERT_EQ(kernel.launch_host(a, {}, &error), ROPEKV_OK) << error.message;
      EXPECT_TRUE(got == want) << kernel.name << ", style " << style;
    }
  }
}

// A campaign's heads are short: the contract's need not be.
TEST(ProductionVsNaive, TheyReachTheEndsOfRowsPastSixteenBits) {
  constexpr int32_t kDim = 3 << 16;
  constexpr int64_t kNumTokens = 2, kMaxPosition = 3;
  testing::XorShift random(1);
  const auto numbers = [&](int64_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(random.in_range(-999, 999)) / 512.0F;
    return values;
  };
  const std::vector<float> q = numbers(kNumTokens * kDim), table = numbers(kMaxPosition * kDim);
  const int64_t positions[kNumTokens] = {2, 1};
  ropekv_args a = of_q_alone(kNumTokens, 1, kDim);
  a.max_position = kMaxPosition;
  a.dtype = a.cache_dtype = a.table_dtype = ROPEKV_F32;
  a.q = q.data();
  a.cos_sin_cache = table.data();
  a.positions = positions;
  agree_on_q<float>(a, production_shapes());
}

// Nor does a campaign launch so many blocks.
TEST(ProductionVsNaive, TheyReachBlocksPastSixteenBits) {
  constexpr int32_t kHeads = 1 << 17, kDim = 2;
  constexpr int64_t kNumTokens = 65;
  const float table[kDim] = {0.6F, 0.8F};
  const std::vector<int64_t> positions(kNumTokens, 0);
  std::vector<uint16_t> q(kNumTokens * kHeads * kDim);
  testing::XorShift random(1);
  for (uint16_t& code : q) code = static_cast<uint16_t>(random.next() % 0x7c00);  // finite
  ropekv_args a = of_q_alone(kNumTokens, kHeads, kDim);
  a.max_position = 1;
  a.dtype = a.cache_dtype = ROPEKV_F16;
  a.table_dtype = ROPEKV_F32;
  a.q = q.data();
  a.cos_sin_cache = table;
  a.positions = positions.data();
  production::Plan plan;
  ASSERT_EQ(production::make_plan(a, std::nullopt, &plan, nullptr), ROPEKV_OK);
  ASSERT_GT(plan.num_blocks, 1U << 16);
  agree_on_q<uint16_t>(a, {find_kernel("production"), 1});
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
