#include "kernels/registry.h"

#include <gtest/gtest.h>

#include <cctype>
#include <set>
#include <string>

#include "kernels/mutants/mutants.h"
#include "kernels/naive/naive.h"
#include "kernels/tests/random_launch.h"

namespace ropekv {
namespace {

using mutants::Fault;
using testing::random_launch;
using testing::RandomLaunch;
using testing::summary;

bool is_mutant(const Kernel& kernel) {
  return kernel.name.starts_with("mutant/");
}

TEST(Registry, NamesAreUniqueAndFound) {
  std::set<std::string_view> names;
  for (const Kernel& kernel : all_kernels()) {
    EXPECT_TRUE(names.insert(kernel.name).second) << kernel.name;
    EXPECT_EQ(find_kernel(kernel.name), &kernel);
    EXPECT_EQ(kernel.name, kernel.description.name);
  }
  EXPECT_EQ(find_kernel("no_such_kernel"), nullptr);
}

TEST(Registry, ProductionComesFirstAndMutantsLast) {
  const auto kernels = all_kernels();
  EXPECT_EQ(kernels[0].name, "production");
  EXPECT_FALSE(is_mutant(kernels[1]));
  bool mutants_begun = false;
  for (const Kernel& kernel : kernels) {
    EXPECT_FALSE(mutants_begun && !is_mutant(kernel)) << kernel.name;
    mutants_begun |= is_mutant(kernel);
  }
  EXPECT_TRUE(mutants_begun);
}

TEST(Registry, EveryMutantHasABugAndAMuseumRowAndOthersHaveNone) {
  for (const Kernel& kernel : all_kernels()) {
    EXPECT_EQ(!kernel.bug.empty(), is_mutant(kernel)) << kernel.name;
    ASSERT_EQ(!kernel.museum.empty(), is_mutant(kernel)) << kernel.name;
    if (!is_mutant(kernel)) continue;
    EXPECT_TRUE(std::isupper(kernel.museum[0]) && std::isdigit(kernel.museum[1])) << kernel.name;
  }
}

TEST(Registry, EveryKernelHasAHostLaneAndDeclaresTheLanesItHas) {
  for (const Kernel& kernel : all_kernels()) {
    EXPECT_NE(kernel.launch_host, nullptr) << kernel.name;
    const bool declares_cuda = (kernel.description.memories >> ROPEKV_MEMORY_CUDA & 1U) != 0;
    EXPECT_EQ(kernel.launch_cuda != nullptr, declares_cuda) << kernel.name;
    EXPECT_EQ(kernel.description.struct_bytes, sizeof(ropekv_description)) << kernel.name;
  }
}

TEST(Registry, EveryKernelRefusesAForeignStructAndTouchesNothing) {
  for (const Kernel& kernel : all_kernels()) {
    const RandomLaunch untouched = random_launch(1), launch = random_launch(1);
    ropekv_args a = launch.args;
    a.contract_version += 1;
    ropekv_error error{};
    EXPECT_EQ(kernel.launch_host(a, {}, &error), ROPEKV_INVALID_ARGUMENT) << kernel.name;
    EXPECT_NE(std::string(error.message).find("contract_version is 2"), std::string::npos);
    if (kernel.launch_cuda) {  // it needs no GPU to say so
      EXPECT_EQ(kernel.launch_cuda(a, nullptr, &error), ROPEKV_INVALID_ARGUMENT) << kernel.name;
    }
    EXPECT_TRUE(launch.same_bytes(untouched)) << kernel.name;
  }
}

TEST(MutableKernel, WithoutAFaultAgreesWithNaive) {
  for (uint64_t seed = 0; seed < 600; ++seed) {
    const RandomLaunch sound = random_launch(seed);
    const RandomLaunch naive = random_launch(seed);
    ropekv_error error{};
    ASSERT_EQ(mutants::launch_mutable_host(sound.args, Fault::kNone, {ThreadOrder::kShuffled, seed},
                                           &error),
              ROPEKV_OK)
        << error.message;
    ASSERT_EQ(launch_naive_host(naive.args, {}, &error), ROPEKV_OK) << error.message;
    ASSERT_TRUE(sound.same_bytes(naive)) << "seed " << seed << ": " << summary(naive.args);
  }
}

// What no comparison of bytes on the host lane can show: reads alone, waits for a predecessor, and
// streams.
bool leaves_no_bytes(std::string_view mutant) {
  return mutant.starts_with("mutant/reads_") || mutant.starts_with("mutant/pdl_") ||
         mutant.starts_with("mutant/stream_");
}

// Those that need what the launches of this test do not have: 65,536 tokens, or exactly 17, tables
// as long, 65 heads, tensors past 2^31 elements, a launch before.
const std::set<std::string_view> kOutOfReach = {
    "mutant/tokens_above_65535_dropped",       "mutant/cache_offset_wraps_at_2_to_31",
    "mutant/cache_bytes_wrap_at_4_gib",        "mutant/token_offset_wraps_at_2_to_31",
    "mutant/at_17_tokens_the_last_is_dropped", "mutant/v_that_is_there_already_changes",
    "mutant/heads_of_q_from_64_not_rotated",   "mutant/positions_kept_in_16_bits"};

// A mutant that no launch can tell from a right kernel proves nothing about the checks.
TEST(Mutants, DifferFromNaiveInSomeLaunch) {
  for (const Kernel& mutant : all_mutants()) {
    const bool hidden = leaves_no_bytes(mutant.name) || kOutOfReach.contains(mutant.name);
    const uint64_t num_seeds = hidden ? 60 : 1000;
    bool differs = false;
    for (uint64_t seed = 0; seed < num_seeds && !differs; ++seed) {
      const RandomLaunch wrong = random_launch(seed);
      const RandomLaunch naive = random_launch(seed);
      const HostLaunch how{seed % 2 == 0 ? ThreadOrder::kForward : ThreadOrder::kReverse};
      ASSERT_EQ(mutant.launch_host(wrong.args, how, nullptr), ROPEKV_OK) << mutant.name;
      ASSERT_EQ(launch_naive_host(naive.args, {}, nullptr), ROPEKV_OK);
      differs = !wrong.same_bytes(naive);
    }
    EXPECT_EQ(differs, !hidden) << mutant.name;
  }
}

}  // namespace
}  // namespace ropekv
