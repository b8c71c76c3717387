#include "properties/checks/pairs.h"

#include <cstdio>

#include "properties/checks/another_launch.h"

namespace ropekv::checks {
namespace {

double unit_roundoff(DType dtype) {
  return std::ldexp(1.0, dtype == DType::kF32 ? -24 : dtype == DType::kF16 ? -11 : -8);
}

// What one rounding may lose where the result is subnormal: half of the least subnormal, or all of
// a subnormal where it is flushed.
double lost_to_underflow(DType dtype, bool flushes) {
  const int least_normal = dtype == DType::kF16 ? -14 : -126;
  const int mantissa_bits = dtype == DType::kF32 ? 23 : dtype == DType::kF16 ? 10 : 7;
  return std::ldexp(1.0, flushes ? least_normal : least_normal - mantissa_bits - 1);
}

}  // namespace

RotationError::RotationError(const Case& c, const Declarations& how) {
  const double u = unit_roundoff(DType::kF32);
  const double v = unit_roundoff(c.dtype);
  const bool table_in_f16 =
      c.table_dtype == DType::kF16 || (how.table_rounded_to_input && c.dtype == DType::kF16);
  tau = (1 + u) * (1 + unit_roundoff(c.table_dtype)) * (1 + (how.table_rounded_to_input ? v : 0)) -
        1 + std::ldexp(1.0, -32) + (table_in_f16 ? std::ldexp(1.0, -25) : 0);
  if (c.table_dtype == DType::kF32) tau -= u;  // rounded once
  const double w = how.arith == Declarations::Arith::kInputDType ? v : u;
  kappa = (1 + w) * (1 + w) * (c.dtype == DType::kF32 ? 1 : 1 + v) - 1;
  // Two products, a difference, and the rounding of the output.
  eta = 4 * lost_to_underflow(c.dtype, how.flushes_to_zero);
}

bool bounds_apply(const Case& c) {
  return c.table == TableKind::kReal && c.max_position <= int64_t{1} << 20 &&
         (c.values == Values::kNormal || c.values == Values::kIntegers);
}

std::string number_text(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

std::string pair_text(const PairValues& pair) {
  return "(" + number_text(pair.first) + ", " + number_text(pair.second) + ")";
}

Found launch_and_read(const CheckContext& context, Trial& trial, std::string_view which_launch,
                      Rotated* rotated) {
  trial.paint();
  for (int i = 0; i < 2; ++i) {
    if (trial.problem().place(kRotatedIn[i])) rotated->in[i] = trial.read_rows(kRotatedIn[i]);
  }
  if (Found found = launch_part(context, trial, trial.args(), which_launch)) return found;
  for (int i = 0; i < 2; ++i) {
    if (trial.problem().place(kRotatedOut[i])) rotated->out[i] = trial.read_rows(kRotatedOut[i]);
  }
  return std::nullopt;
}

}  // namespace ropekv::checks
