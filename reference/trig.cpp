#include "reference/trig.h"

#include <cstdint>

namespace ropekv {
namespace {

constexpr double kLn2 = 0.69314718055994530942;

// ln(x) for x >= 1: halve into [1, 2), then 2 atanh((x-1)/(x+1)).
double portable_ln(double x) {
  int halvings = 0;
  while (x >= 2.0) {
    x *= 0.5;
    ++halvings;
  }
  const double z = (x - 1.0) / (x + 1.0);
  const double z2 = z * z;
  double sum = 0.0;
  for (int k = 39; k >= 1; k -= 2) sum = sum * z2 + 1.0 / k;
  return 2.0 * z * sum + halvings * kLn2;
}

// e^-x for x >= 0.
double portable_exp_minus(double x) {
  const int64_t halvings = static_cast<int64_t>(x / kLn2);
  const double rest = x - static_cast<double>(halvings) * kLn2;
  double sum = 1.0;
  for (int k = 24; k >= 1; --k) sum = 1.0 - sum * rest / k;
  for (int64_t i = 0; i < halvings; ++i) sum *= 0.5;
  return sum;
}

}  // namespace

double portable_inverse_power(double theta, double exponent) {
  return portable_exp_minus(exponent * portable_ln(theta));
}

CosSin portable_cos_sin(double angle) {
  // pi/2 in three parts; the first two have zeros at the end, so that their products are exact.
  constexpr double kHalfPi1 = 1.57079632673412561417e+00;
  constexpr double kHalfPi2 = 6.07710050630396597660e-11;
  constexpr double kHalfPi3 = 2.02226624879595063154e-21;
  const double turns = angle / 1.57079632679489661923;
  const int64_t quarter = static_cast<int64_t>(turns + (turns < 0 ? -0.5 : 0.5));
  const double n = static_cast<double>(quarter);
  const double x = ((angle - n * kHalfPi1) - n * kHalfPi2) - n * kHalfPi3;
  const double x2 = x * x;
  double cosine = 1.0;
  double sine = 1.0;
  for (int k = 9; k >= 1; --k) {
    cosine = 1.0 - cosine * x2 / ((2 * k - 1) * (2 * k));
    sine = 1.0 - sine * x2 / ((2 * k) * (2 * k + 1));
  }
  sine *= x;
  switch (quarter & 3) {
    case 0:
      return {cosine, sine};
    case 1:
      return {-sine, cosine};
    case 2:
      return {-cosine, -sine};
    default:
      return {sine, -cosine};
  }
}

}  // namespace ropekv
