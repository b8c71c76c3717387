// A mutant writes to its outputs, caches and k, and past them only by its stray: an element behind,
// or 15 bytes before. Else it could not run beside other tensors, and on a GPU would corrupt them.
// Its reads are held to the same by the fence of properties/, which sees them.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "kernels/mutants/mutants.h"
#include "kernels/tests/random_launch.h"

namespace ropekv {
namespace {

using testing::random_launch;
using testing::RandomLaunch;
using testing::summary;

// A pool ends with the row of its last slot; extent_bytes counts the whole of its last page.
int64_t end_of_pool(const ropekv_args& a, const ropekv_cache_strides& stride, int64_t dim) {
  int64_t last = 0;
  for (int64_t slot = 0; slot < a.num_slots; ++slot) {
    last = std::max(last, slot / a.page_size * stride.page + slot % a.page_size * stride.slot);
  }
  return (last + (a.num_kv_heads - 1) * stride.head + dim) * element_bytes(a.cache_dtype);
}

std::vector<bool> may_be_written(const RandomLaunch& launch) {
  const ropekv_args& a = launch.args;
  std::vector<bool> allowed(launch.num_bytes);
  const auto allow = [&](const void* base, int64_t bytes, int64_t element) {
    if (base == nullptr) return;
    const int64_t begin = static_cast<const std::byte*>(base) - launch.memory.get();
    std::fill(allowed.begin() + begin - 15, allowed.begin() + begin + bytes + element, true);
  };
  const int64_t element = element_bytes(a.dtype);
  const auto tensors = tensors_of(a);
  for (const size_t i : {1U, 2U, 3U}) {  // q_rope, k (for the one that scribbles there), k_rope
    allow(tensors[i].base, static_cast<int64_t>(extent_bytes(tensors[i])), element);
  }
  const int64_t cache_element = element_bytes(a.cache_dtype);
  allow(a.k_buffer, end_of_pool(a, a.k_buffer_stride, a.head_dim), cache_element);
  allow(a.v_buffer, end_of_pool(a, a.v_buffer_stride, a.v_head_dim), cache_element);
  return allowed;
}

TEST(Mutants, WriteNowhereElse) {
  for (uint64_t seed = 0; seed < 150; ++seed) {
    const RandomLaunch untouched = random_launch(seed);
    const std::vector<bool> allowed = may_be_written(untouched);
    RandomLaunch launch = random_launch(seed);
    for (const Kernel& mutant : all_mutants()) {
      std::memcpy(launch.memory.get(), untouched.memory.get(), launch.num_bytes);
      ASSERT_EQ(mutant.launch_host(launch.args, {}, nullptr), ROPEKV_OK) << mutant.name;
      const std::byte* before = untouched.memory.get();
      const std::byte* after = launch.memory.get();
      for (size_t i = 0; i < launch.num_bytes; ++i) {
        ASSERT_TRUE(after[i] == before[i] || allowed[i])
            << mutant.name << ", byte " << i << ", seed " << seed << ": " << summary(launch.args);
      }
    }
  }
}

}  // namespace
}  // namespace ropekv
