// Every bf16 and f16 code as x1, against a set of x2 and of (cos, sin), in both styles: 33 million
// results per kernel, each held against its accept-set.
#include <bit>

#include "properties/tests/exhaustive.h"
#include "reference/accept_set.h"
#include "reference/float_codes.h"

namespace ropekv {
namespace {

constexpr int64_t kCodes = 65536;
constexpr int64_t kPairs = 256;  // of a row
constexpr int64_t kTokens = kCodes / kPairs;

struct CosSinValue {
  float cos, sin;
};
// The identity, a quarter turn, the ordinary, a tiny sine (cancellation), and what no circle has.
constexpr CosSinValue kTable[] = {
    {1, 0},     {0, 1},           {0.8F, 0.6F}, {-0.6F, -0.8F}, {0.70710678F, 0.70710678F},
    {1, 1e-6F}, {3.5F, -1000.25F}};
// Zeros of both signs, one, an ordinary number, the extremes, infinity, NaN.
constexpr float kX2[] = {0.0F,   -0.0F,    1.0F,      -1.3359375F, 0x1p-14F,
                         3e-39F, 60000.0F, HUGE_VALF, NAN};

Case rotation_case(DType dtype, RopeStyle style) {
  Case c;
  c.num_tokens = c.num_slots_given = kTokens;
  c.head_dim = c.rotary_dim = c.v_head_dim = 2 * kPairs;
  c.absent = Absent::kK;
  c.cache = CacheWrite::kNone;
  c.dtype = dtype;
  c.style = style;
  c.max_position = kTokens;
  return c;
}

int64_t dim_of(RopeStyle style, int64_t pair, bool second) {
  return style == RopeStyle::kNeox ? pair + (second ? kPairs : 0) : 2 * pair + (second ? 1 : 0);
}

Codes rows_with(const Case& c, uint32_t x2) {
  Codes codes(kTokens * 2 * kPairs);
  for (int64_t code = 0; code < kCodes; ++code) {
    uint32_t* row = &codes[code / kPairs * 2 * kPairs];
    row[dim_of(c.style, code % kPairs, false)] = static_cast<uint32_t>(code);
    row[dim_of(c.style, code % kPairs, true)] = x2;
  }
  return codes;
}

std::vector<uint32_t> table_of(CosSinValue value) {
  std::vector<uint32_t> table(kTokens * 2 * kPairs);
  for (size_t i = 0; i < table.size(); ++i) {
    const bool is_sin = i % (2 * kPairs) >= kPairs;
    table[i] = std::bit_cast<uint32_t>(is_sin ? value.sin : value.cos);
  }
  return table;
}

void expect_legal(const Case& c, uint32_t x2, CosSinValue value, const Codes& rows) {
  const Eigen::ArrayXf all_x2 = Eigen::ArrayXf::Constant(kCodes, value_of(c.dtype, x2));
  const Eigen::ArrayXf cos = Eigen::ArrayXf::Constant(kCodes, value.cos);
  const Eigen::ArrayXf sin = Eigen::ArrayXf::Constant(kCodes, value.sin);
  Eigen::ArrayXf x1(kCodes);
  for (int64_t code = 0; code < kCodes; ++code) {
    x1[code] = value_of(c.dtype, static_cast<uint32_t>(code));
  }
  LegalPairs legal;
  rotate({}, c.dtype, x1, all_x2, cos, sin, &legal);
  int64_t wrong = 0;
  for (int64_t code = 0; code < kCodes; ++code) {
    const uint32_t* row = &rows[code / kPairs * 2 * kPairs];
    const bool ok =
        is_legal(c.dtype, legal.first, code, row[dim_of(c.style, code % kPairs, false)]) &&
        is_legal(c.dtype, legal.second, code, row[dim_of(c.style, code % kPairs, true)]);
    if (!ok && ++wrong <= 4) {
      ADD_FAILURE() << "x1 code " << code << ", x2 code " << x2 << ", cos " << value.cos << ", sin "
                    << value.sin;
    }
  }
  ASSERT_EQ(wrong, 0);
}

class EveryX1 : public ::testing::TestWithParam<testing::KernelOnLane> {};

TEST_P(EveryX1, IsRotatedLegally) {
  const auto lane = testing::lane_of(GetParam());
  if (!lane) GTEST_SKIP() << "no CUDA device";
  int64_t checked = 0;
  for (const DType dtype : {DType::kBF16, DType::kF16}) {
    for (const RopeStyle style : {RopeStyle::kNeox, RopeStyle::kInterleaved}) {
      const Problem problem(rotation_case(dtype, style));
      Trial trial(problem, testing::kernel_of(GetParam()), *lane, {});
      trial.paint();
      for (const CosSinValue value : kTable) {
        trial.write_table(table_of(value));
        for (const float x : kX2) {
          const uint32_t x2 = code_from_f32(dtype, std::bit_cast<uint32_t>(x));
          trial.write_rows(Tensor::kQ, rows_with(problem.c, x2));
          const LaunchResult& result = trial.launch();
          ASSERT_EQ(result.status, ROPEKV_OK) << result.error.message;
          expect_legal(problem.c, x2, value, trial.read_rows(Tensor::kQRope));
          if (HasFatalFailure()) return;
          checked += 2 * kCodes;
        }
      }
    }
  }
  EXPECT_EQ(checked, 2 * 2 * 7 * 9 * 2 * kCodes);  // 33 million
}

INSTANTIATE_TEST_SUITE_P(Of, EveryX1, testing::kRightKernelsOnAllLanes, testing::subject_name);

}  // namespace
}  // namespace ropekv
