#include "reference/declared_arith.h"

#include <algorithm>
#include <cmath>

#include "reference/float_codes.h"

namespace ropekv {
namespace {

bool computes_in_input_dtype(const Declarations& how, DType dtype) {
  return how.arith == Declarations::Arith::kInputDType && dtype != DType::kF32;
}

// The type that the kernel computes in, and rounds each result to.
DType arith_dtype(const Declarations& how, DType dtype) {
  return computes_in_input_dtype(how, dtype) ? dtype : DType::kF32;
}

double least_normal(DType dtype) {
  return dtype == DType::kF16 ? 0x1p-14 : 0x1p-126;
}

float flushed(DType dtype, float x) {
  return std::fabs(x) < least_normal(dtype) ? std::copysign(0.0f, x) : x;
}

float rounded(DType dtype, float x) {
  return value_of(dtype, code_from_f32(dtype, std::bit_cast<uint32_t>(x)));
}

// a*b + cd rounded once to a 16-bit type. The product is exact in f64; the sum is rounded to odd
// there, by the error that Knuth's two-sum finds, so that no tie is made up.
float fused_once(DType dtype, float a, float b, float cd) {
  const double product = static_cast<double>(a) * b;
  const double addend = cd;
  double sum = product + addend;
  const double part = sum - product;
  const double error = (product - (sum - part)) + (addend - part);
  uint64_t bits = std::bit_cast<uint64_t>(sum);
  if (std::isfinite(sum) && error != 0 && !(bits & 1)) {
    bits += ((error > 0) == (sum > 0)) ? 1 : -1;
    sum = std::bit_cast<double>(bits);
  }
  return value_of(dtype, nearest_code(dtype, sum));
}

}  // namespace

bool has_only_plain_forms(const Declarations& how, DType dtype) {
  return !how.flushes_to_zero && how.arith != Declarations::Arith::kWider &&
         !computes_in_input_dtype(how, dtype);
}

Forms declared_forms(const Declarations& how, DType dtype, float a, float b, float c, float d) {
  const DType type = arith_dtype(how, dtype);
  Forms forms;
  const auto add = [&](float value) {
    forms.add(value);
    if (how.flushes_to_zero) forms.add(flushed(type, value));
  };
  for (const bool takes_zeros : {false, true}) {
    if (takes_zeros && !how.flushes_to_zero) break;
    const auto taken = [&](float x) { return takes_zeros ? flushed(type, x) : x; };
    const float a1 = taken(a), b1 = taken(b), c1 = taken(c), d1 = taken(d);
    const float ab = taken(rounded(type, a1 * b1));
    const float cd = taken(rounded(type, c1 * d1));
    add(rounded(type, ab + cd));
    add(rounded(type, std::fmaf(a1, b1, cd)));
    add(rounded(type, std::fmaf(c1, d1, ab)));
    if (type != DType::kF32) {
      add(fused_once(type, a1, b1, cd));
      add(fused_once(type, c1, d1, ab));
    }
    if (how.arith == Declarations::Arith::kWider) {
      add(static_cast<float>(static_cast<double>(a1) * b1 + static_cast<double>(c1) * d1));
    }
  }
  return forms;
}

// As in accept_set.cpp, with the unit of the type computed in: u = 2^-11 for f16, 2^-8 for bf16.
// The slack is for terms in u^2 and for the roundings to f32 on the way. Flushing an operand takes
// less than a least normal number times its partner; flushing a product or a result, less than one.
double declared_bound(const Declarations& how, DType dtype, float a, float b, float c, float d,
                      double magnitude) {
  const DType type = arith_dtype(how, dtype);
  const double two_units = type == DType::kF32 ? 0x1p-23 : type == DType::kF16 ? 0x1p-10 : 0x1p-7;
  const double slack = type == DType::kF32 ? 1 + 0x1p-20 : 1 + 0x1p-6;
  const double subnormal = least_normal(type) * two_units * 2;
  double bound = magnitude * two_units * slack + subnormal;
  if (how.flushes_to_zero) {
    const double partners = std::fabs(static_cast<double>(a)) + std::fabs(static_cast<double>(b)) +
                            std::fabs(static_cast<double>(c)) + std::fabs(static_cast<double>(d));
    bound += least_normal(type) * (partners + 4);
  }
  return bound;
}

}  // namespace ropekv
