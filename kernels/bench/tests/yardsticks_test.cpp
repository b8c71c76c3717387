// A yardstick that moves less than it claims flatters no kernel, but one that moves less than a
// kernel must makes every kernel look slow, and an optimised-away load makes a floor a fiction.
#include "kernels/bench/yardsticks.h"

#include <algorithm>

#include "kernels/bench/tests/dense_launch.h"
#include "kernels/naive/naive.h"
#include "kernels/production/launch_shape.h"

namespace ropekv {
namespace {

using testing::dense_shapes;
using testing::DenseLaunch;
using testing::DenseShape;
using testing::kPoison;
using testing::TestLane;

std::vector<const Kernel*> kernels_of(YardstickRole role) {
  std::vector<const Kernel*> kernels;
  for (const Yardstick& yardstick : all_yardsticks()) {
    if (yardstick.role == role) kernels.push_back(&yardstick.kernel);
  }
  return kernels;
}

std::span<const std::byte> bytes_at(const void* base, int64_t bytes) {
  return {static_cast<const std::byte*>(base), static_cast<size_t>(bytes)};
}

std::span<const std::byte> bytes_of(const ropekv_args& args, size_t tensor) {
  const TensorView view = tensors_of(args)[tensor];
  return bytes_at(view.base, static_cast<int64_t>(extent_bytes(view)));
}
constexpr size_t kQ = 0, kQRope = 1, kK = 2, kKRope = 3, kKBuffer = 5, kVBuffer = 6;

// Chunks of 8 bytes that still hold nothing but poison.
int64_t poisoned_chunks(std::span<const std::byte> bytes) {
  int64_t count = 0;
  for (size_t i = 0; i + 8 <= bytes.size(); i += 8) {
    count += std::ranges::all_of(bytes.subspan(i, 8), [](std::byte b) { return b == kPoison; });
  }
  return count;
}

// The first half of each element's bytes in `in` where the cache has fewer than the input.
std::vector<std::byte> as_cached(std::span<const std::byte> in, int64_t of16) {
  std::vector<std::byte> out;
  for (size_t i = 0; i < in.size(); i += 16) {
    out.insert(out.end(), in.begin() + i, in.begin() + i + of16);
  }
  return out;
}

void expect_copied(const Kernel& kernel, const TestLane& lane, const DenseShape& shape) {
  SCOPED_TRACE(kernel.name);
  const DenseLaunch launch(shape, lane.allocate());
  const ropekv_args& a = launch.args;
  lane.launch(kernel, a);
  const int64_t of16 = 16 * element_bytes(a.cache_dtype) / element_bytes(a.dtype);
  const int64_t kv_bytes = a.num_tokens * a.k_stride.token * element_bytes(a.dtype);
  const auto is_line = [](auto got, auto want) {
    return got.size() >= want.size() && std::equal(want.begin(), want.end(), got.begin());
  };
  const auto q = bytes_of(a, kQRope);
  EXPECT_TRUE(is_line(q, bytes_at(a.q, static_cast<int64_t>(q.size()))));
  EXPECT_TRUE(is_line(bytes_of(a, kKRope), bytes_at(a.k, kv_bytes)));
  const auto k_rows = as_cached(bytes_at(a.k, kv_bytes), of16);
  const auto v_rows = as_cached(bytes_at(a.v, kv_bytes), of16);
  EXPECT_TRUE(is_line(bytes_of(a, kKBuffer), k_rows));
  EXPECT_TRUE(is_line(bytes_of(a, kVBuffer), v_rows));
  for (const size_t pool : {kKBuffer, kVBuffer}) {  // no more than a row for each token
    const auto rest = bytes_of(a, pool).subspan(k_rows.size());
    EXPECT_TRUE(std::ranges::all_of(rest, [](std::byte b) { return b == kPoison; }));
  }
}

void expect_floor_touches_everything(const Kernel& floor, const TestLane& lane,
                                     const DenseShape& shape) {
  const DenseLaunch launch(shape, lane.allocate());
  const ropekv_args& a = launch.args;
  lane.launch(floor, a);
  EXPECT_EQ(poisoned_chunks(bytes_of(a, kQRope)), 0);
  EXPECT_EQ(poisoned_chunks(bytes_of(a, kKRope)), 0);
  const int64_t row = a.k_buffer_stride.slot * element_bytes(a.cache_dtype);
  for (const size_t pool : {kKBuffer, kVBuffer}) {
    const auto bytes = bytes_of(a, pool);
    std::vector<bool> named(a.num_slots);
    for (int64_t t = 0; t < a.num_tokens; ++t) {
      named[static_cast<const int64_t*>(a.slot_mapping)[t]] = true;
    }
    for (int64_t slot = 0; slot < a.num_slots; ++slot) {
      const int64_t untouched = poisoned_chunks(bytes.subspan(slot * row, row));
      EXPECT_EQ(untouched, named[slot] ? 0 : row / 8) << "slot " << slot;
    }
  }
}

// What the floor stores depends on the table, so its loads cannot be left out.
void expect_floor_reads_the_table(const Kernel& floor, const TestLane& lane,
                                  const DenseShape& shape) {
  const DenseLaunch launch(shape, lane.allocate());
  ropekv_args a = launch.args;
  lane.launch(floor, a);
  const auto rope = bytes_of(a, kQRope);
  const auto table = const_cast<uint32_t*>(static_cast<const uint32_t*>(a.cos_sin_cache));
  for (const int byte : {0, 3}) {  // the ends of each word
    const std::vector<std::byte> before(rope.begin(), rope.end());
    for (int64_t i = 0; i < a.max_position * a.rotary_dim; ++i) {
      const bool is_cosine = i % a.rotary_dim < a.rotary_dim / 2;
      table[i] ^= (is_cosine ? 0x01 : 0x10) << 8 * byte;  // not the same: they meet in one word
    }
    lane.launch(floor, a);
    int64_t changed = 0;
    for (size_t i = 0; i < rope.size(); i += 4) {
      changed += std::memcmp(&rope[i], &before[i], 4) != 0;
    }
    // One word for each pair.
    EXPECT_EQ(changed, a.num_tokens * a.num_qo_heads * a.rotary_dim / 2);
  }
}

// It stores what it loaded, from where it belongs; only the table's bits are mixed in.
void expect_floor_moves_rows_as_they_are(const Kernel& floor, const TestLane& lane,
                                         const DenseShape& shape) {
  const DenseLaunch launch(shape, lane.allocate());
  const ropekv_args& a = launch.args;
  std::memset(const_cast<void*>(a.cos_sin_cache), 0, a.max_position * a.rotary_dim * sizeof(float));
  lane.launch(floor, a);
  EXPECT_TRUE(std::ranges::equal(bytes_of(a, kQ), bytes_of(a, kQRope)));
  EXPECT_TRUE(std::ranges::equal(bytes_of(a, kK), bytes_of(a, kKRope)));
}

void all_on(const TestLane& lane) {
  for (const DenseShape& shape : dense_shapes()) {
    SCOPED_TRACE(::testing::Message() << "head_dim " << shape.head_dim << ", dtype " << shape.dtype
                                      << ", cache_dtype " << shape.cache_dtype);
    for (const Kernel* copy : kernels_of(YardstickRole::kCopy)) expect_copied(*copy, lane, shape);
    for (const Kernel* floor : kernels_of(YardstickRole::kFloor)) {
      SCOPED_TRACE(floor->name);
      expect_floor_touches_everything(*floor, lane, shape);
      expect_floor_reads_the_table(*floor, lane, shape);
      expect_floor_moves_rows_as_they_are(*floor, lane, shape);
    }
  }
}

TEST(Yardsticks, MoveWhatTheyClaimOnTheHostLane) {
  all_on({.on_cuda = false});
}

TEST(Yardsticks, MoveWhatTheyClaimOnTheGpu) {
  if (!testing::has_device()) GTEST_SKIP() << "no GPU";
  all_on({.on_cuda = true});
}

TEST(Yardsticks, CopyRejectsATensorWithGapsAndNamesIt) {
  const DenseLaunch launch({});
  ropekv_args args = launch.args;
  args.num_tokens = args.num_slots_given = 9;  // of 37: there is room
  args.k_stride.token *= 2;
  ropekv_error error{};
  for (const Kernel* copy : kernels_of(YardstickRole::kCopy)) {
    EXPECT_EQ(copy->launch_host(args, {}, &error), ROPEKV_UNSUPPORTED);
    EXPECT_EQ(std::string_view(error.message).substr(0, 2), "k ") << error.message;
  }
}

TEST(Yardsticks, EveryRoleIsThereAndEveryNameIsItsOwn) {
  for (const auto role : {YardstickRole::kFloor, YardstickRole::kCopy, YardstickRole::kEmpty,
                          YardstickRole::kUnfused}) {
    EXPECT_FALSE(kernels_of(role).empty());
  }
  EXPECT_EQ(kernels_of(YardstickRole::kCopy).size(), 2U);
  EXPECT_EQ(kernels_of(YardstickRole::kFloor).size(), production::kShapes.size());
  for (const Yardstick& yardstick : all_yardsticks()) {
    EXPECT_EQ(yardstick.kernel.name, yardstick.kernel.description.name);
    EXPECT_EQ(find_kernel(yardstick.kernel.name), nullptr) << "a yardstick is not under test";
    EXPECT_EQ(yardstick.kernel.launch_cuda != nullptr, ROPEKV_CUDA != 0);
  }
}

}  // namespace
}  // namespace ropekv
