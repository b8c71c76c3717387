// Every bf16 and f16 code through V, and through the tail of K, into a cache of its own dtype and
// into each fp8 cache at several scales: what rounds, saturates or loses a NaN does so somewhere
// among 65,536 codes (museum I5, I1, H4).
#include "properties/tests/exhaustive.h"
#include "reference/compare.h"
#include "reference/float_codes.h"

namespace ropekv {
namespace {

constexpr int64_t kCodes = 65536;
constexpr int64_t kDim = 512;
constexpr int64_t kTokens = kCodes / kDim;
// Exact and inexact, far up and far down: every range of the input meets every range of fp8.
constexpr float kScales[] = {1.0F, 0.125F, 3.3F, 1.0F / 7, 0.01F, 448.0F, 1e-30F, 1e30F};

Case codes_case(DType dtype, CacheDType cache_dtype, float scale) {
  Case c;
  c.num_tokens = c.num_slots_given = c.num_slots = kTokens;
  c.absent = Absent::kQ;
  c.head_dim = kDim + 2;
  c.rotary_dim = 2;
  c.v_head_dim = kDim;
  c.slots = {SlotKind::kIota, 0, 1, {}};
  c.dtype = dtype;
  c.cache_dtype = cache_dtype;
  c.k_scale = c.v_scale = scale;
  c.max_position = kTokens;
  return c;
}

bool is_nan_in_cache(const Case& c, uint32_t code) {
  switch (c.cache_dtype) {
    case CacheDType::kSame:
      return is_nan_code(c.dtype, code);
    case CacheDType::kE4M3:
      return (code & 0x7F) == 0x7F;
    case CacheDType::kE5M2:
      break;
  }
  return (code & 0x7F) > 0x7C;
}

// Codes 0 .. 65535 behind the first `lead` dims of each row.
Codes all_codes(int64_t lead) {
  Codes codes;
  for (int64_t code = 0; code < kCodes; ++code) {
    if (code % kDim == 0) codes.insert(codes.end(), lead, 0);
    codes.push_back(static_cast<uint32_t>(code));
  }
  return codes;
}

int64_t count_wrong(const Case& c, float scale, int64_t lead, const Codes& rows) {
  int64_t wrong = 0;
  for (int64_t code = 0; code < kCodes; ++code) {
    const uint32_t got = rows[code / kDim * (kDim + lead) + lead + code % kDim];
    const uint32_t want = cached_code(c, {}, scale, static_cast<uint32_t>(code));
    const bool any_nan = c.fp8_cache() && is_nan_in_cache(c, want);
    const bool ok = any_nan ? is_nan_in_cache(c, got) : got == want;
    if (!ok && ++wrong <= 4) {
      ADD_FAILURE() << "code " << code << " at scale " << scale << ": want " << want << " got "
                    << got;
    }
  }
  return wrong;
}

class EveryCode : public ::testing::TestWithParam<testing::KernelOnLane> {};

TEST_P(EveryCode, ReachesTheCacheAsItShould) {
  const auto lane = testing::lane_of(GetParam());
  if (!lane) GTEST_SKIP() << "no CUDA device";
  int64_t checked = 0;
  for (const DType dtype : {DType::kBF16, DType::kF16}) {
    for (const CacheDType cache : {CacheDType::kSame, CacheDType::kE4M3, CacheDType::kE5M2}) {
      for (const float scale : kScales) {
        if (cache == CacheDType::kSame && scale != 1) continue;
        const Problem problem(codes_case(dtype, cache, scale));
        Trial trial(problem, testing::kernel_of(GetParam()), *lane, {});
        trial.paint();
        trial.write_rows(Tensor::kV, all_codes(0));
        trial.write_rows(Tensor::kK, all_codes(2));
        const LaunchResult& result = trial.launch();
        ASSERT_EQ(result.status, ROPEKV_OK) << result.error.message;
        EXPECT_EQ(count_wrong(problem.c, scale, 0, trial.read_rows(Tensor::kVBuffer)), 0);
        EXPECT_EQ(count_wrong(problem.c, scale, 2, trial.read_rows(Tensor::kKBuffer)), 0);
        checked += 2 * kCodes;
      }
    }
  }
  EXPECT_EQ(checked, 2 * (1 + 2 * 8) * 2 * kCodes);  // 4.5 million
}

INSTANTIATE_TEST_SUITE_P(Of, EveryCode, testing::kRightKernelsOnAllLanes, testing::subject_name);

}  // namespace
}  // namespace ropekv
