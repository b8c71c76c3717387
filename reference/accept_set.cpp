#include "reference/accept_set.h"

#include <bit>
#include <cmath>
#include <string>

#include "reference/float_codes.h"

namespace ropekv {
namespace {

using Eigen::ArrayXd;
using Eigen::ArrayXf;

// a*b + c*d in its three legal forms. Built without contraction: a*b + c*d below rounds thrice.
void candidates(const ArrayXf& a, const ArrayXf& b, const ArrayXf& c, const ArrayXf& d,
                Eigen::Array<float, Eigen::Dynamic, kMaxLegalCodes>* out) {
  const Eigen::Index n = a.size();
  out->resize(n, kMaxLegalCodes);
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
void check_witness(const Eigen::Array<float, Eigen::Dynamic, kMaxLegalCodes>& found,
                   const ArrayXd& exact, const ArrayXd& magnitude) {
  constexpr double kTwoUlps = 0x1p-23 * (1 + 0x1p-20);
  const ArrayXd bound = magnitude * kTwoUlps + 0x1p-148;
  for (int form = 0; form < kMaxLegalCodes; ++form) {
    const ArrayXd value = found.col(form).cast<double>();
    const auto within = (value - exact).abs() <= bound;
    if ((within || !value.isFinite()).all()) continue;
    Eigen::Index at = 0;
    while (within(at) || !std::isfinite(value[at])) ++at;
    throw HarnessError("the f64 witness gives " + std::to_string(exact[at]) +
                       " where a candidate of the accept-set is " + std::to_string(value[at]));
  }
}

void encode(DType dtype, const Eigen::Array<float, Eigen::Dynamic, kMaxLegalCodes>& found,
            LegalCodes* out) {
  out->codes.resize(found.rows(), kMaxLegalCodes);
  const float* from = found.data();
  uint32_t* to = out->codes.data();
  for (Eigen::Index i = 0; i < found.size(); ++i) {
    to[i] = code_from_f32(dtype, std::bit_cast<uint32_t>(from[i]));
  }
}

void rotate_half(DType dtype, const ArrayXf& a, const ArrayXf& b, const ArrayXf& c,
                 const ArrayXf& d, LegalCodes* out) {
  Eigen::Array<float, Eigen::Dynamic, kMaxLegalCodes> found;
  candidates(a, b, c, d, &found);
  const ArrayXd ab = a.cast<double>() * b.cast<double>();  // exact: 24 + 24 bits fit in 53
  const ArrayXd cd = c.cast<double>() * d.cast<double>();
  out->exact = ab + cd;
  check_witness(found, out->exact, ab.abs() + cd.abs());
  encode(dtype, found, out);
}

}  // namespace

void rotate(DType dtype, const ArrayXf& x1, const ArrayXf& x2, const ArrayXf& cos,
            const ArrayXf& sin, LegalPairs* out) {
  // Not Eigen's unary minus: 3.4 computes 0 - x with AVX, which loses the sign of -0.
  const ArrayXf minus_x2 = x2.unaryExpr([](float x) { return -x; });
  rotate_half(dtype, x1, cos, minus_x2, sin, &out->first);
  rotate_half(dtype, x2, cos, x1, sin, &out->second);
}

bool is_legal(DType dtype, const LegalCodes& legal, int64_t i, uint32_t code) {
  bool ok = false;
  for (int form = 0; form < kMaxLegalCodes; ++form) {
    ok = ok || legal.codes(i, form) == code ||
         (is_nan_code(dtype, legal.codes(i, form)) && is_nan_code(dtype, code));
  }
  return ok;
}

}  // namespace ropekv
