#include "reference/accept_set.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "reference/declared_arith.h"
#include "reference/float_codes.h"

namespace ropekv {
namespace {

using Eigen::ArrayXd;
using Eigen::ArrayXf;
using Eigen::ArrayXXf;

constexpr int kPlainForms = 3;

// a*b + c*d in its three legal forms. Built without contraction: a*b + c*d below rounds thrice.
void plain_forms(const ArrayXf& a, const ArrayXf& b, const ArrayXf& c, const ArrayXf& d,
                 ArrayXXf* out) {
  const Eigen::Index n = a.size();
  out->resize(n, kPlainForms);
  out->col(0) = a * b + c * d;
  float* fused_first = out->col(1).data();
  float* fused_second = out->col(2).data();
  for (Eigen::Index i = 0; i < n; ++i) {
    fused_first[i] = std::fmaf(a[i], b[i], c[i] * d[i]);
    fused_second[i] = std::fmaf(c[i], d[i], a[i] * b[i]);
  }
}

// |candidate - exact| <= 2u (|ab| + |cd|) (1 + small) + a few subnormal units, u = 2^-24: each
// product and the sum are off by at most u of themselves, and the sum is at most |ab| + |cd|.
ArrayXd plain_bound(const ArrayXd& magnitude) {
  constexpr double kTwoUlps = 0x1p-23 * (1 + 0x1p-20);
  return magnitude * kTwoUlps + 0x1p-148;
}

void check_witness(const ArrayXXf& found, const ArrayXd& exact, const ArrayXd& bound) {
  for (Eigen::Index form = 0; form < found.cols(); ++form) {
    const ArrayXd value = found.col(form).cast<double>();
    const auto within = (value - exact).abs() <= bound;
    if ((within || !value.isFinite()).all()) continue;
    Eigen::Index at = 0;
    while (within(at) || !std::isfinite(value[at])) ++at;
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
  const ArrayXd ab = a.cast<double>() * b.cast<double>();  // exact: 24 + 24 bits fit in 53
  const ArrayXd cd = c.cast<double>() * d.cast<double>();
  const ArrayXd magnitude = ab.abs() + cd.abs();
  out->exact = ab + cd;
  if (has_only_plain_forms(how, dtype)) {
    plain_forms(a, b, c, d, &out->f32);
    return check_witness(out->f32, out->exact, plain_bound(magnitude));
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
  const float* from = found.f32.data();
  uint32_t* to = out->codes.data();
  for (Eigen::Index i = 0; i < found.f32.size(); ++i) {
    to[i] = code_from_f32(dtype, std::bit_cast<uint32_t>(from[i]));
  }
  to += found.f32.size();
  for (Eigen::Index i = 0; wider && i < found.exact.size(); ++i) {
    to[i] = nearest_code(dtype, found.exact[i]);
  }
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
