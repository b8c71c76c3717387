// The pairs of a row, and what rounding may do to a rotated one: the only bounds here, derived.
//
// Let Q be the true rotation of a pair x, R the one that the table's rounded (cos, sin) make, y the
// pair that a launch computes, r = |x|, u = 2^-24 (f32), v = the unit roundoff of the output dtype.
//
// The table. cos and sin are rounded to f32 and then to the table's dtype (and to that of q, where
// the kernel declares so), relative errors u, t and v; a subnormal of f16 is off by up to 2^-25,
// and the angle, a product of doubles below 2^20, by 2^-33. R - Q is a scaled rotation, so
//   |R - Q| <= tau = (1 + u)(1 + t)(1 + v) - 1 + 2^-25 [f16 only] + 2^-32.
// The arithmetic. Each of the three legal evaluations of x1*c - x2*s rounds products and difference
// at most once each: it is off by at most ((1 + u)^2 - 1)(|x1 c| + |x2 s|), and after the rounding
// to the output by kappa (|x1 c| + |x2 s|) + eta, where kappa = (1 + u)^2 (1 + v) - 1 and eta
// covers what underflow loses. |x1 c| + |x2 s| <= (1 + tau) r by Cauchy and Schwarz. For both
// elements
//   |y - R x| <= sqrt(2) (kappa (1 + tau) r + eta),
//   |y - Q x| <= rotation_error(r) = tau r + sqrt(2) (kappa (1 + tau) r + eta).
#pragma once

#include <cmath>
#include <string>

#include "properties/checks/outputs.h"
#include "reference/declarations.h"
#include "reference/float_codes.h"

namespace ropekv::checks {

struct PairDims {
  int64_t first, second;
};

inline PairDims pair_of(const Case& c, int64_t i) {
  if (c.style == RopeStyle::kInterleaved) return {2 * i, 2 * i + 1};
  return {i, i + c.rotary_dim / 2};
}

struct PairValues {
  double first, second;

  // Of values that came from f32: their squares neither overflow nor vanish.
  double norm() const { return std::sqrt(first * first + second * second); }
};

// Pair i of the head row that begins at `begin`.
inline PairValues pair_at(const Case& c, const Codes& codes, int64_t begin, int64_t i) {
  const PairDims dims = pair_of(c, i);
  return {value_of(c.dtype, codes[begin + dims.first]),
          value_of(c.dtype, codes[begin + dims.second])};
}

// How far a computed pair may lie from the true rotation of a pair of norm r.
struct RotationError {
  double tau, kappa, eta;

  RotationError(const Case& c, const Declarations& how);
  double of(double r) const { return tau * r + std::sqrt(2.0) * (kappa * (1 + tau) * r + eta); }
};

// These bounds speak of tables on the unit circle and of values far from overflow and underflow.
bool bounds_apply(const Case& c);

// q, k (as painted) and q_rope, k_rope of a plain launch of the case.
struct Rotated {
  Codes in[2];
  Codes out[2];
};
inline constexpr Tensor kRotatedIn[] = {Tensor::kQ, Tensor::kK};
inline constexpr Tensor kRotatedOut[] = {Tensor::kQRope, Tensor::kKRope};

std::string number_text(double value);
std::string pair_text(const PairValues& pair);

// Launches what `trial` is of, and reads both sides of it.
Found launch_and_read(const CheckContext& context, Trial& trial, std::string_view which_launch,
                      Rotated* rotated);

}  // namespace ropekv::checks
