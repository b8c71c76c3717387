// The bounds of pairs.h: no legal evaluation leaves them, they are not much wider than what legal
// evaluations reach, and a fault that is just wider than they are is found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/checks/pairs.h"
#include "properties/tests/faults.h"
#include "reference/data.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

using checks::RotationError;
using ::testing::Contains;
using ::testing::Not;

float rounded(DType dtype, float x) {
  return value_of(dtype, code_from_f32(dtype, std::bit_cast<uint32_t>(x)));
}

struct Reach {
  double most = 0;  // of |y - Q x| / bound
};

// One pair, rotated by a random angle in each of the legal ways.
void rotate_one(const Case& c, uint64_t random, Reach* reach) {
  const auto everyday = [&](uint32_t bits) {
    return rounded(c.dtype, std::bit_cast<float>(everyday_f32(bits)));
  };
  const float x1 = everyday(static_cast<uint32_t>(mix64(random)));
  const float x2 = everyday(static_cast<uint32_t>(mix64(random + 1)));
  const double angle = static_cast<double>(mix64(random + 2) >> 11) * 0x1p-30;
  const float cosine = rounded(c.table_dtype, static_cast<float>(std::cos(angle)));
  const float sine = rounded(c.table_dtype, static_cast<float>(std::sin(angle)));
  const float products[] = {x1 * cosine, x2 * sine, x2 * cosine, x1 * sine};
  const float first[] = {products[0] - products[1], std::fma(x1, cosine, -products[1]),
                         std::fma(-x2, sine, products[0])};
  const float second[] = {products[2] + products[3], std::fma(x2, cosine, products[3]),
                          std::fma(x1, sine, products[2])};
  const double bound = RotationError(c, {}).of(std::hypot(x1, x2));
  const double want1 = x1 * std::cos(angle) - x2 * std::sin(angle);
  const double want2 = x2 * std::cos(angle) + x1 * std::sin(angle);
  for (const float y1 : first) {
    for (const float y2 : second) {
      const double off = std::hypot(rounded(c.dtype, y1) - want1, rounded(c.dtype, y2) - want2);
      ASSERT_LE(off, bound) << x1 << ' ' << x2 << " by " << angle;
      reach->most = std::max(reach->most, off / bound);
    }
  }
}

TEST(TheRotationError, HoldsForEveryLegalEvaluationAndIsNearlyReached) {
  constexpr uint64_t kPairs = 200'000;
  for (const DType dtype : {DType::kF32, DType::kF16, DType::kBF16}) {
    for (const DType table_dtype : {DType::kF32, DType::kF16, DType::kBF16}) {
      Case c;
      c.dtype = dtype;
      c.table_dtype = table_dtype;
      Reach reach;
      for (uint64_t i = 0; i < kPairs; ++i) rotate_one(c, mix64(i) & ~uint64_t{3}, &reach);
      EXPECT_GT(reach.most, 0.4) << static_cast<int>(dtype) << static_cast<int>(table_dtype);
    }
  }
}

// One pair a row, so that a bound is that of one pair.
Case one_pair(DType dtype) {
  Case c;
  c.num_tokens = c.num_slots_given = c.num_slots = 2;
  c.head_dim = c.v_head_dim = c.rotary_dim = 2;
  c.dtype = dtype;
  c.positions = {PositionKind::kIota, 1, {}};
  return c;
}

enum class When { kAlways, kForward, kBackward, kMoved };

// What the kernel below adds to the larger element of token 0's pair of q_rope, and when.
struct Push {
  When when = When::kAlways;
  double by_bounds = 0;
} push;

DType dtype_of(const ropekv_args& args) {
  return args.dtype == ROPEKV_F32   ? DType::kF32
         : args.dtype == ROPEKV_F16 ? DType::kF16
                                    : DType::kBF16;
}

double read(const ropekv_args& args, const void* from, int64_t i) {
  const DType dtype = dtype_of(args);
  return value_of(dtype, load_code(from, dtype_bytes(dtype), i));
}

void write(const ropekv_args& args, void* to, int64_t i, double value) {
  const DType dtype = dtype_of(args);
  const uint32_t code = nearest_code(dtype, value);
  std::memcpy(static_cast<char*>(to) + i * dtype_bytes(dtype), &code, dtype_bytes(dtype));
}

bool is_due(const ropekv_args& args) {
  const int64_t position = testing::indices_of(args.positions)[0];
  const bool is_back = testing::floats_of(args.cos_sin_cache)[position * args.rotary_dim + 1] < 0;
  switch (push.when) {
    case When::kAlways:
      return true;
    case When::kForward:
      return !is_back;
    case When::kBackward:
      return is_back;
    case When::kMoved:
      return position != 1;
  }
  return false;
}

ropekv_status run_with_push(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  const ropekv_status status = testing::run_production(args, how, error);
  if (!is_due(args)) return status;
  Case c = one_pair(dtype_of(args));
  const double norm = std::hypot(read(args, args.q, 0), read(args, args.q, 1));
  const double by = push.by_bounds * RotationError(c, {}).of(norm);
  const double values[] = {read(args, args.q_rope, 0), read(args, args.q_rope, 1)};
  const int64_t larger = std::fabs(values[1]) > std::fabs(values[0]) ? 1 : 0;
  const double sign = values[larger] < 0 ? -1 : 1;
  write(args, args.q_rope, larger, values[larger] + sign * by);
  return status;
}

std::vector<std::string_view> judge_pushed(std::string_view property, DType dtype, Push how_far) {
  push = how_far;
  const auto lane = make_host_lane();
  Kernel kernel = testing::without_fixed_order(testing::tampered(run_with_push));
  return testing::violated(judge(one_pair(dtype), kernel, *lane, {SizeClass::kSmall, {property}}));
}

constexpr DType kDTypes[] = {DType::kF32, DType::kF16, DType::kBF16};

// An honest result is off by one bound at most, so one that is pushed by two is out of it: along
// the larger element a push of sqrt(2) lengthens the pair by one at least.
TEST(TheNorm, SeesAFaultJustAboveItsBound) {
  for (const DType dtype : kDTypes) {
    const std::string_view name = "rotation_keeps_the_norm_of_each_pair";
    EXPECT_THAT(judge_pushed(name, dtype, {When::kAlways, 0}), Not(Contains(name)));
    EXPECT_THAT(judge_pushed(name, dtype, {When::kAlways, 3}), Contains(name));
    EXPECT_THAT(judge_pushed(name, dtype, {When::kBackward, 100}), Not(Contains(name)));
  }
}

// Two rotations, two bounds: pushed by four and a little.
TEST(RotatingBack, SeesAFaultJustAboveItsBound) {
  for (const DType dtype : kDTypes) {
    const std::string_view name = "rotating_back_restores";
    EXPECT_THAT(judge_pushed(name, dtype, {When::kBackward, 0}), Not(Contains(name)));
    EXPECT_THAT(judge_pushed(name, dtype, {When::kBackward, 4.5}), Contains(name));
    EXPECT_THAT(judge_pushed(name, dtype, {When::kForward, 4.5}), Contains(name));
  }
}

// Four rotations: the share of the score that a pushed query has in one key of its own length.
TEST(Scores, SeeAFaultOfFewBounds) {
  for (const DType dtype : kDTypes) {
    const std::string_view name = "scores_depend_on_distance_only";
    EXPECT_THAT(judge_pushed(name, dtype, {When::kMoved, 0}), Not(Contains(name)));
    EXPECT_THAT(judge_pushed(name, dtype, {When::kMoved, 24}), Contains(name));
    EXPECT_THAT(judge_pushed(name, dtype, {When::kAlways, 0}), Not(Contains(name)));
  }
}

}  // namespace
}  // namespace ropekv
