#include "reference/accept_set.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "reference/code_arrays.h"
#include "reference/declared_arith.h"
#include "reference/float_codes.h"

namespace ropekv {
namespace {

using Eigen::ArrayXd;
using Eigen::ArrayXf;
using Eigen::ArrayXXf;

constexpr int kPlainForms = 3;

// Pointers, since Eigen's look at each index keeps the compiler from making vectors.
void fused_form(const float* a, const float* b, const float* c, const float* d, Eigen::Index n,
                float* __restrict out) {
  for (Eigen::Index i = 0; i < n; ++i) out[i] = std::fmaf(a[i], b[i], c[i] * d[i]);
}

// a*b + c*d in its three legal forms. Built without contraction: a*b + c*d below rounds thrice.
void plain_forms(const ArrayXf& a, const ArrayXf& b, const ArrayXf& c, const ArrayXf& d,
                 ArrayXXf* out) {
  const Eigen::Index n = a.size();
  out->resize(n, kPlainForms);
  out->col(0) = a * b + c * d;
  fused_form(a.data(), b.data(), c.data(), d.data(), n, out->col(1).data());
  fused_form(c.data(), d.data(), a.data(), b.data(), n, out->col(2).data());
}

// |candidate - exact| <= 2u (|ab| + |cd|) (1 + small) + a few subnormal units, u = 2^-24: each
// product and the sum are off by at most u of themselves, and the sum is at most |ab| + |cd|.
constexpr double kTwoUlps = 0x1p-23 * (1 + 0x1p-20);
constexpr double kFewSubnormalUnits = 0x1p-148;

// Whether every finite candidate lies within its bound. Sums of numbers, not .all(), which looks at
// one element after the other.
bool is_near(const float* found, const double* exact, const double* bound, Eigen::Index n) {
  int32_t fine = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    const int32_t magnitude = std::bit_cast<int32_t>(found[i]) & 0x7FFFFFFF;
    const int32_t within = std::fabs(found[i] - exact[i]) <= bound[i] ? 1 : 0;
    fine += within | (magnitude < 0x7F800000 ? 0 : 1);
  }
  return fine == n;
}

void check_witness(const ArrayXXf& found, const ArrayXd& exact, const ArrayXd& bound) {
  for (Eigen::Index form = 0; form < found.cols(); ++form) {
    if (is_near(found.col(form).data(), exact.data(), bound.data(), exact.size())) continue;
    const ArrayXd value = found.col(form).cast<double>();
    Eigen::Index at = 0;
    while (std::fabs(value[at] - exact[at]) <= bound[at] || !std::isfinite(value[at])) ++at;
    throw HarnessError("the f64 witness gives " + std::to_string(exact[at]) +
                       " where a candidate of the accept-set is " + std::to_string(value[at]));
  }
}

void other_forms(const Declarations& how, DType dtype, const ArrayXf& a, const ArrayXf& b,
                 const ArrayXf& c, const ArrayXf& d, ArrayXXf* out) {
  out->resize(a.size(), Forms::kMost);
  int most = 1;
  for (Eigen::Index i = 0; i < a.size(); ++i) {
    const Forms forms = declared_forms(how, dtype, a[i], b[i], c[i], d[i]);
    for (int form = 0; form < Forms::kMost; ++form) (*out)(i, form) = forms[form];
    most = std::max(most, forms.count());
  }
  out->conservativeResize(Eigen::NoChange, most);
}

void rotate_half(const Declarations& how, DType dtype, const ArrayXf& a, const ArrayXf& b,
                 const ArrayXf& c, const ArrayXf& d, Candidates* out) {
  // Exact products: 24 + 24 bits fit in 53.
  const auto ab = a.cast<double>() * b.cast<double>();
  const auto cd = c.cast<double>() * d.cast<double>();
  out->exact = ab + cd;
  const ArrayXd magnitude = ab.abs() + cd.abs();
  if (has_only_plain_forms(how, dtype)) {
    plain_forms(a, b, c, d, &out->f32);
    return check_witness(out->f32, out->exact, magnitude * kTwoUlps + kFewSubnormalUnits);
  }
  other_forms(how, dtype, a, b, c, d, &out->f32);
  ArrayXd bound(a.size());
  for (Eigen::Index i = 0; i < a.size(); ++i) {
    bound[i] = declared_bound(how, dtype, a[i], b[i], c[i], d[i], magnitude[i]);
  }
  check_witness(out->f32, out->exact, bound);
}

// A kernel that is wider may round the exact value at once, or by way of f32.
void encode(const Declarations& how, DType dtype, const Candidates& found, LegalCodes* out) {
  const bool wider = how.arith == Declarations::Arith::kWider;
  out->codes.resize(found.f32.rows(), found.f32.cols() + wider);
  const Eigen::Index forms = found.f32.size();
  codes_from_f32(dtype, found.f32.data(), forms, out->codes.data());
  if (!wider) return;
  nearest_codes(dtype, found.exact.data(), found.exact.size(), out->codes.data() + forms);
}

}  // namespace

void rotate_in_f32(const Declarations& how, DType dtype, const ArrayXf& x1, const ArrayXf& x2,
                   const ArrayXf& cos, const ArrayXf& sin, CandidatePairs* out) {
  // Not Eigen's unary minus: 3.4 computes 0 - x with AVX, which loses the sign of -0.
  const ArrayXf minus_x2 = x2.unaryExpr([](float x) { return -x; });
  rotate_half(how, dtype, x1, cos, minus_x2, sin, &out->first);
  rotate_half(how, dtype, x2, cos, x1, sin, &out->second);
}

void rotate(const Declarations& how, DType dtype, const ArrayXf& x1, const ArrayXf& x2,
            const ArrayXf& cos, const ArrayXf& sin, LegalPairs* out) {
  CandidatePairs found;
  rotate_in_f32(how, dtype, x1, x2, cos, sin, &found);
  encode(how, dtype, found.first, &out->first);
  encode(how, dtype, found.second, &out->second);
  out->first.exact.swap(found.first.exact);
  out->second.exact.swap(found.second.exact);
}

bool is_legal(DType dtype, const LegalCodes& legal, int64_t i, uint32_t code) {
  const Eigen::Index forms = legal.codes.cols();
  for (Eigen::Index form = 0; form < forms; ++form) {
    if (legal.codes(i, form) == code) return true;
  }
  if (!is_nan_code(dtype, code)) return false;
  for (Eigen::Index form = 0; form < forms; ++form) {
    if (is_nan_code(dtype, legal.codes(i, form))) return true;
  }
  return false;
}

}  // namespace ropekv
