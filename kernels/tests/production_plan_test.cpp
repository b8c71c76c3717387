// The plan of a launch: every element is some thread's work, once, in both shapes; and where the
// one shape ends and the other begins.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "kernels/chunk_alignment.h"
#include "kernels/production/chunk_width.h"
#include "kernels/production/dispatch.h"
#include "kernels/production/item.h"
#include "kernels/production/plan.h"
#include "kernels/tests/random_launch.h"

namespace ropekv::production {
namespace {

using testing::of_q_alone;
using testing::random_launch;
using testing::RandomLaunch;
using testing::summary;

using Reads = std::map<const void*, int>;  // by element

// The work of one thread, as plain bytes: no test is compiled for each variant of the kernel.
struct Work {
  const char *in, *out, *cache, *table;
  int64_t partner_step;  // in elements; 0: there is none
  bool rotates;
  int64_t elements;  // in a chunk
  int64_t pairs;     // whose columns lie together
};

std::vector<Work> work_of(const ropekv_args& args, const Plan& plan) {
  std::vector<Work> all;
  const auto bytes = [](const void* address) { return static_cast<const char*>(address); };
  dispatch(args, plan, [&]<class V>(V) -> ropekv_status {
    for (uint32_t block = 0; block < plan.num_blocks; ++block) {
      for (uint32_t thread = 0; thread < plan.threads_per_block; ++thread) {
        Item<V> item;
        if (!find_item(plan, block, thread, &item)) continue;
        const int64_t elements = V::kUniform ? plan.vec : item.vec;
        all.push_back({bytes(item.in), bytes(item.out), bytes(item.cache), bytes(item.table),
                       item.partner_step, item.rotates != 0, elements,
                       V::kSplit ? elements / 2 : elements});
      }
    }
    return ROPEKV_OK;
  });
  return all;
}

Reads reads_of(const ropekv_args& args, const Plan& plan) {
  const int64_t bytes = element_bytes(args.dtype);
  Reads reads;
  for (const Work& work : work_of(args, plan)) {
    for (int64_t i = 0; i < work.elements; ++i) {
      ++reads[work.in + i * bytes];
      if (work.partner_step != 0) ++reads[work.in + (work.partner_step + i) * bytes];
    }
  }
  return reads;
}

struct Rows {
  const void* base;
  ropekv_strides stride;
  int64_t num_heads;
};

// Once each element of dims [first, last).
void expect(const Rows& rows, int64_t first, int64_t last, const ropekv_args& a, Reads* reads) {
  const int64_t bytes = element_bytes(a.dtype);
  for (int64_t t = 0; t < a.num_tokens; ++t) {
    for (int64_t h = 0; h < rows.num_heads; ++h) {
      const int64_t row = t * rows.stride.token + h * rows.stride.head;
      for (int64_t d = first; d < last; ++d) {
        ++(*reads)[static_cast<const char*>(rows.base) + (row + d) * bytes];
      }
    }
  }
}

// What has to be read, from the arguments alone.
Reads expected_reads(const ropekv_args& a) {
  const auto tensors = tensors_of(a);
  const bool moves_q_tail = !exactly_aliased(tensors[0], tensors[1]);
  const bool moves_k_tail = !exactly_aliased(tensors[2], tensors[3]) || a.k_buffer != nullptr;
  Reads reads;
  if (a.q != nullptr) {
    expect({a.q, a.q_stride, a.num_qo_heads}, 0, moves_q_tail ? a.head_dim : a.rotary_dim, a,
           &reads);
  }
  if (a.k != nullptr) {
    expect({a.k, a.k_stride, a.num_kv_heads}, 0, moves_k_tail ? a.head_dim : a.rotary_dim, a,
           &reads);
  }
  if (a.v_buffer != nullptr) {
    expect({a.v, a.v_stride, a.num_kv_heads}, 0, a.v_head_dim, a, &reads);
  }
  return reads;
}

TEST(ProductionPlan, GivesEachElementToOneThreadInEitherShape) {
  for (const Shape shape : kShapes) {
    for (uint64_t seed = 0; seed < 150; ++seed) {
      const RandomLaunch launch = random_launch(seed);
      Plan plan;
      ASSERT_EQ(make_plan(launch.args, shape, &plan, nullptr), ROPEKV_OK);
      ASSERT_EQ(reads_of(launch.args, plan), expected_reads(launch.args))
          << "seed " << seed << ": " << summary(launch.args);
    }
  }
}

Shape shape_of(const ropekv_args& args, std::optional<Shape> forced = std::nullopt) {
  Plan plan;
  EXPECT_EQ(make_plan(args, forced, &plan, nullptr), ROPEKV_OK);
  return plan.shape;
}

// A GPU faults where an access is not aligned to its size; a CPU does not care.
TEST(ProductionPlan, AlignsEachChunkToItsSizeInEitherShape) {
  for (const Shape shape : kShapes) {
    for (uint64_t seed = 0; seed < 150; ++seed) {
      const RandomLaunch launch = random_launch(seed);
      const ropekv_args& a = launch.args;
      Plan plan;
      ASSERT_EQ(make_plan(a, shape, &plan, nullptr), ROPEKV_OK);
      for (const Work& work : work_of(a, plan)) {
        const int64_t chunk = work.elements * element_bytes(a.dtype);
        const int64_t cache_chunk = work.elements * element_bytes(a.cache_dtype);
        EXPECT_TRUE(is_multiple(work.in, chunk) && is_multiple(work.out, chunk));
        EXPECT_TRUE(is_multiple(work.cache, cache_chunk));
        EXPECT_EQ(work.partner_step % work.elements,
                  work.partner_step == 1 ? 1 % work.elements : 0);
        if (!work.rotates) continue;
        const int64_t table_chunk = work.pairs * element_bytes(a.table_dtype);
        EXPECT_TRUE(is_multiple(work.table, std::min<int64_t>(16, table_chunk)));
      }
      ASSERT_FALSE(HasFailure()) << "seed " << seed << ": " << summary(a);
    }
  }
}

// 256 bytes of q a token, each read and written.
ropekv_args q_in_place(int64_t num_tokens, void* q) {
  ropekv_args a = of_q_alone(num_tokens, 1, 128);
  a.q = a.q_rope = q;
  a.cos_sin_cache = q;
  a.dtype = ROPEKV_BF16;
  return a;
}

// More items than 16 bits count, in a token and in all.
TEST(ProductionPlan, GivesEachHeadOfManyToOneThread) {
  constexpr int32_t kHeads = 70'000;
  std::vector<uint16_t> q(2 * kHeads);
  ropekv_args a = q_in_place(1, q.data());
  a.head_dim = a.rotary_dim = 2;
  a.q_stride.head = a.q_rope_stride.head = 2;
  for (const int64_t num_tokens : {1, 2}) {
    a.num_tokens = num_tokens;
    a.num_qo_heads = static_cast<int32_t>(kHeads / num_tokens);
    a.q_stride.token = a.q_rope_stride.token = 2 * a.num_qo_heads;
    Plan plan;
    ASSERT_EQ(make_plan(a, std::nullopt, &plan, nullptr), ROPEKV_OK);
    EXPECT_TRUE(reads_of(a, plan) == expected_reads(a)) << num_tokens << " tokens";
  }
}

TEST(ProductionPlan, GivesEachPartOfALongRowToOneThread) {
  constexpr int32_t kDims = 140'000;
  std::vector<uint16_t> q(kDims);
  ropekv_args a = q_in_place(1, q.data());
  a.head_dim = a.rotary_dim = kDims;
  a.q_stride = a.q_rope_stride = {kDims, kDims};
  Plan plan;
  ASSERT_EQ(make_plan(a, std::nullopt, &plan, nullptr), ROPEKV_OK);
  EXPECT_TRUE(reads_of(a, plan) == expected_reads(a));
  EXPECT_EQ(plan.rotary_dim, static_cast<uint32_t>(kDims));
}

// The last block's threads past the last item have numbers, too.
TEST(ProductionPlan, RejectsWhat32BitsCannotCount) {
  alignas(16) char q[16];
  ropekv_args a = q_in_place(int64_t{UINT32_MAX} - kThreadsPerBlock, q);
  a.head_dim = a.rotary_dim = 2;
  a.q_stride = a.q_rope_stride = {2, 2};
  Plan plan;
  EXPECT_EQ(make_plan(a, std::nullopt, &plan, nullptr), ROPEKV_OK);
  EXPECT_EQ(plan.parts[0].num_items, a.num_tokens);
  EXPECT_EQ(plan.num_blocks, UINT32_MAX / kThreadsPerBlock);
  dispatch(a, plan, [&]<class V>(V) -> ropekv_status {
    Item<V> last;
    EXPECT_TRUE(find_item(plan, plan.num_blocks - 1, kThreadsPerBlock - 2, &last));
    const uintptr_t row = 4 * (a.num_tokens - 1);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(last.in), reinterpret_cast<uintptr_t>(a.q) + row);
    EXPECT_EQ(last.out, last.in);
    EXPECT_FALSE(find_item(plan, plan.num_blocks - 1, kThreadsPerBlock - 1, &last));
    return ROPEKV_OK;
  });
  ++a.num_tokens;
  ropekv_error error{};
  EXPECT_EQ(make_plan(a, std::nullopt, &plan, &error), ROPEKV_UNSUPPORTED);
  EXPECT_NE(std::string(error.message).find("num_tokens is 4294967168"), std::string::npos)
      << error.message;
}

TEST(ProductionPlan, IsLargeFromKLargeBytesOn) {
  alignas(16) char q[16];
  constexpr int64_t kTokens = kLargeBytes / 512;
  static_assert(kTokens * 512 == kLargeBytes);
  EXPECT_EQ(shape_of(q_in_place(kTokens - 1, q)), Shape::kSmall);
  EXPECT_EQ(shape_of(q_in_place(kTokens, q)), Shape::kLarge);
  // 2^31 and 2^32 elements.
  EXPECT_EQ(shape_of(q_in_place(int64_t{1} << 24, q)), Shape::kLarge);
  EXPECT_EQ(shape_of(q_in_place(int64_t{1} << 25, q)), Shape::kLarge);
}

// As many bytes as above, half of them read and half of them written to a cache.
TEST(ProductionPlan, CountsWhatIsWrittenToACacheAlone) {
  alignas(16) char v[16];
  ropekv_args a = q_in_place(kLargeBytes / 512, nullptr);
  a.num_slots_given = a.num_slots = 1;
  a.slot_mapping = a.v = a.v_buffer = v;
  a.num_kv_heads = 1;
  a.v_head_dim = 128;
  a.cache_dtype = a.dtype;
  a.v_stride = {128, 128};
  a.v_buffer_stride = {128, 128, 128};
  EXPECT_EQ(shape_of(a), Shape::kLarge);
  --a.num_tokens;
  EXPECT_EQ(shape_of(a), Shape::kSmall);
}

TEST(ProductionPlan, IsNotNarrowedByATailThatStaysWhereItIs) {
  alignas(16) char q[16];
  ropekv_args a = q_in_place(1, q);
  a.head_dim = 131;
  a.q_stride = a.q_rope_stride = {136, 136};
  Plan plan;
  ASSERT_EQ(make_plan(a, std::nullopt, &plan, nullptr), ROPEKV_OK);
  EXPECT_EQ(plan.num_parts, 1u);
  EXPECT_EQ(plan.vec, full_chunk(a));
}

// bf16: 4 bytes past an aligned address, 12 further on, is an aligned one; 12 bytes past, it is
// not.
TEST(ProductionPlan, GivesATailTheWidthThatItsOwnAddressAllows) {
  alignas(16) char q[64], q_rope[64];
  const auto width_of_tail = [&](int64_t misaligned_bytes) {
    ropekv_args a = q_in_place(1, q + misaligned_bytes);
    a.q_rope = q_rope + misaligned_bytes;
    a.rotary_dim = 6;
    a.head_dim = 6 + 8;
    a.q_stride = a.q_rope_stride = {16, 16};
    Plan plan;
    EXPECT_EQ(make_plan(a, std::nullopt, &plan, nullptr), ROPEKV_OK);
    EXPECT_EQ(plan.num_parts, 2u);
    return plan.parts[1].vec;
  };
  EXPECT_EQ(width_of_tail(0), 2u);
  EXPECT_EQ(width_of_tail(4), 8u);
  EXPECT_EQ(width_of_tail(8), 2u);
  EXPECT_EQ(width_of_tail(12), 4u);
}

TEST(ProductionPlan, CanBeForcedIntoAShapeUnlessItsChunksAreNarrow) {
  alignas(16) char q[32];
  EXPECT_EQ(shape_of(q_in_place(1, q), Shape::kLarge), Shape::kLarge);
  EXPECT_EQ(shape_of(q_in_place(kLargeBytes, q), Shape::kSmall), Shape::kSmall);
  for (const int narrow : {4, 8}) {
    EXPECT_EQ(shape_of(q_in_place(1, q + narrow), Shape::kLarge), Shape::kSmall);
    EXPECT_EQ(shape_of(q_in_place(kLargeBytes, q + narrow)), Shape::kSmall);
  }
}

TEST(ProductionPlan, SetsItsPaceByTheNumberOfItsBlocks) {
  alignas(16) char q[16];
  constexpr int64_t kItemsPerToken = 8;
  const auto pace_of = [&](int64_t blocks, Shape shape) {
    Plan plan;
    const int64_t items = blocks * kThreadsPerBlock;
    EXPECT_EQ(make_plan(q_in_place(items / kItemsPerToken, q), shape, &plan, nullptr), ROPEKV_OK);
    EXPECT_EQ(plan.num_blocks, (items + plan.threads_per_block - 1) / plan.threads_per_block);
    return std::pair(plan.threads_per_block, plan.trigger);
  };
  EXPECT_EQ(pace_of(7, Shape::kSmall), std::pair(128u, Trigger::kAtOnce));
  EXPECT_EQ(pace_of(8, Shape::kSmall), std::pair(96u, Trigger::kAfterWait));
  EXPECT_EQ(pace_of(255, Shape::kSmall), std::pair(96u, Trigger::kAfterWait));
  EXPECT_EQ(pace_of(256, Shape::kSmall), std::pair(128u, Trigger::kOnceLoaded));
  EXPECT_EQ(pace_of(256, Shape::kLarge), std::pair(128u, Trigger::kAtOnce));
}

// Slots and strides past 31 and past 32 bits, in flat pools and in pages.
TEST(ProductionPlan, FindsTheRowsOfAnySlot) {
  for (const int32_t page_size : {1, 2, 7, 64, INT32_MAX}) {
    Plan plan;
    plan.page_size = page_size;
    plan.slots_per_page = Divisor::of(static_cast<uint32_t>(page_size));
    for (const int64_t slot : {int64_t{0}, int64_t{5}, int64_t{64}, (int64_t{1} << 31) + 3,
                               (int64_t{1} << 32) - 1, (int64_t{1} << 32) + 9, int64_t{1} << 40}) {
      for (const int64_t stride : {int64_t{1}, int64_t{24}, (int64_t{1} << 33) + 8}) {
        const int64_t page = slot / page_size, in_page = slot % page_size;
        const int64_t page_stride = stride * 3;
        if (page > INT64_MAX / 2 / page_stride) continue;
        EXPECT_EQ(slot_offset(plan, slot, page_stride, stride),
                  page * page_stride + in_page * stride)
            << slot << " in pages of " << page_size << ", stride " << stride;
      }
    }
  }
}

TEST(ProductionPlan, DividesExactly) {
  constexpr uint32_t kMost = UINT32_MAX;
  const auto check = [](uint32_t value) {
    const Divisor divisor = Divisor::of(value);
    for (const uint32_t quotient : {0U, 1U, 2U, 1000U, kMost / value / 2, kMost / value}) {
      const uint64_t multiple = uint64_t{quotient} * value;
      for (const uint64_t n : {multiple - 1, multiple, multiple + 1, multiple + value - 1}) {
        const auto numerator = static_cast<uint32_t>(n);
        ASSERT_EQ(divisor.quotient(numerator), numerator / value) << numerator << " / " << value;
      }
    }
  };
  for (uint32_t value = 1; value < 3000; ++value) check(value);
  for (int shift = 12; shift < 32; ++shift) {
    for (const uint32_t offset : {0U, 1U, kMost}) check((1U << shift) + offset);
  }
  check(kMost);
}

}  // namespace
}  // namespace ropekv::production
