// The tiny corner, complete: every combination of up to 3 tokens, every slot of each (a hole below,
// every slot of a pool of four, one past its end; duplicates included), 1 or 2 heads, the smallest
// dims, both styles, all dtypes and cache dtypes, flat and paged in both orders, in place or not.
// What a random mix reaches by luck is reached here by counting.

#include "properties/tests/exhaustive.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

constexpr int64_t kNumSlots = 4;
constexpr int64_t kSlotValues[] = {-1, 0, 1, 2, 3, kNumSlots};

struct Dims {
  int64_t head_dim, rotary_dim;
};
struct Heads {
  int64_t qo, kv;
};
struct Pages {
  int64_t page_size;
  PageLayout layout;
};
constexpr Dims kDims[] = {{2, 2}, {3, 2}, {4, 4}};
constexpr Heads kHeads[] = {{1, 1}, {2, 1}, {1, 2}, {2, 2}};
constexpr Pages kPages[] = {{1, PageLayout::kNhd}, {2, PageLayout::kNhd}, {2, PageLayout::kHnd}};

using Corner = std::tuple<testing::KernelOnLane, DType, CacheDType>;

std::vector<std::vector<int64_t>> slot_lists() {
  std::vector<std::vector<int64_t>> all = {{}};
  for (size_t begin = 0, tokens = 0; tokens < 3; ++tokens) {
    const size_t end = all.size();
    for (; begin < end; ++begin) {
      for (const int64_t slot : kSlotValues) {
        auto longer = all[begin];
        longer.push_back(slot);
        all.push_back(std::move(longer));
      }
    }
  }
  return all;
}

Case corner_case(const std::vector<int64_t>& slots, Dims dims, Heads heads, Pages pages) {
  Case c;
  c.num_tokens = c.num_slots_given = std::ssize(slots);
  c.slots = {SlotKind::kList, 0, 1, slots};
  c.head_dim = c.v_head_dim = dims.head_dim;
  c.rotary_dim = dims.rotary_dim;
  c.num_qo_heads = heads.qo;
  c.num_kv_heads = heads.kv;
  c.page_size = pages.page_size;
  c.page_layout = pages.layout;
  c.num_slots = kNumSlots;
  c.max_position = 4;
  c.positions = {PositionKind::kDescending, 3, {}};
  return c;
}

std::vector<std::string_view> properties_of_one_launch() {
  std::vector<std::string_view> names;
  for (const Property& property : all_properties()) {
    if (property.kind != PropertyKind::kMetamorphic) names.push_back(property.name);
  }
  return names;
}

class Everything : public ::testing::TestWithParam<Corner> {};

TEST_P(Everything, InTheTinyCornerPasses) {
  const auto& [subject, dtype, cache_dtype] = GetParam();
  const auto lane = testing::lane_of(subject);
  if (!lane) GTEST_SKIP() << "no CUDA device";
  // A launch and its audits cost a GPU more than these few bytes do: there, a sixth of the corner.
  const bool is_whole = !lane->is_cuda();
  const JudgeOptions options{SizeClass::kSmall, properties_of_one_launch()};
  int64_t num_cases = 0;
  for (const auto& slots : slot_lists()) {
    for (const Dims dims : kDims) {
      if (!is_whole && dims.head_dim != 3) continue;
      for (const Heads heads : kHeads) {
        if (!is_whole && heads.qo != heads.kv) continue;
        for (const Pages pages : kPages) {
          Case c = corner_case(slots, dims, heads, pages);
          c.dtype = dtype;
          c.cache_dtype = cache_dtype;
          if (c.fp8_cache()) c.k_scale = 0.25F, c.v_scale = 3.0F;
          for (const RopeStyle style : {RopeStyle::kNeox, RopeStyle::kInterleaved}) {
            for (const InPlace in_place : {InPlace::kNo, InPlace::kBoth}) {
              c.style = style;
              c.in_place = in_place;
              c.data_seed = static_cast<uint64_t>(++num_cases);
              const Judgement judgement = judge(c, testing::kernel_of(subject), *lane, options);
              ASSERT_TRUE(judgement.verdict == Verdict::kPassed ||
                          judgement.verdict == Verdict::kMistrusted)
                  << print_case(c) << ' ' << verdict_name(judgement.verdict) << ' '
                  << judgement.reason;
            }
          }
        }
      }
    }
  }
  EXPECT_EQ(num_cases, (1 + 6 + 36 + 216) * 3 * 4 * 3 * 2 * 2 / (is_whole ? 1 : 6));  // 37,296
  RecordProperty("cases", static_cast<int>(num_cases));
}

std::string corner_name(const ::testing::TestParamInfo<Corner>& info) {
  static constexpr const char* kDTypes[] = {"f32", "f16", "bf16"};
  static constexpr const char* kCaches[] = {"same", "e4m3", "e5m2"};
  return std::string(std::get<1>(std::get<0>(info.param))) + "_" +
         kDTypes[static_cast<int>(std::get<1>(info.param))] + "_" +
         kCaches[static_cast<int>(std::get<2>(info.param))];
}

INSTANTIATE_TEST_SUITE_P(
    Of, Everything,
    ::testing::Combine(::testing::Combine(::testing::Values("production"),
                                          ::testing::Values("host", "cuda")),
                       ::testing::Values(DType::kF32, DType::kF16, DType::kBF16),
                       ::testing::Values(CacheDType::kSame, CacheDType::kE4M3, CacheDType::kE5M2)),
    corner_name);

}  // namespace
}  // namespace ropekv
