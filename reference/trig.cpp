#include "reference/trig.h"

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

struct Reduced {
  double rest;  // at most pi/4 in magnitude
  int64_t quarter;
};

Reduced reduce(double angle) {
  // pi/2 in three parts; the first two have zeros at the end, so that their products are exact.
  constexpr double kHalfPi1 = 1.57079632673412561417e+00;
  constexpr double kHalfPi2 = 6.07710050630396597660e-11;
  constexpr double kHalfPi3 = 2.02226624879595063154e-21;
  const double turns = angle / 1.57079632679489661923;
  const int64_t quarter = static_cast<int64_t>(turns + (turns < 0 ? -0.5 : 0.5));
  const double n = static_cast<double>(quarter);
  return {((angle - n * kHalfPi1) - n * kHalfPi2) - n * kHalfPi3, quarter};
}

// The series, unrolled by the compiler: a loop in a loop would make no vectors.
inline double cosine_of(double x) {
  const double x2 = x * x;
  double cosine = 1.0;
#pragma GCC unroll 9
  for (int k = 9; k >= 1; --k) cosine = 1.0 - cosine * x2 / ((2 * k - 1) * (2 * k));
  return cosine;
}

inline double sine_of(double x) {
  const double x2 = x * x;
  double sine = 1.0;
#pragma GCC unroll 9
  for (int k = 9; k >= 1; --k) sine = 1.0 - sine * x2 / ((2 * k) * (2 * k + 1));
  return sine * x;
}

CosSin turned(CosSin by, int64_t quarters) {
  switch (quarters & 3) {
    case 0:
      return by;
    case 1:
      return {-by.sin, by.cos};
    case 2:
      return {-by.cos, -by.sin};
    default:
      return {by.sin, -by.cos};
  }
}

}  // namespace

double portable_inverse_power(double theta, double exponent) {
  return portable_exp_minus(exponent * portable_ln(theta));
}

// A few angles at a time: the divisions of the series, nearly all of the work, side by side.
void portable_cos_sin(const double* angles, int64_t n, CosSin* out) {
  constexpr int64_t kSide = 8;
  for (int64_t i = 0; i < n; i += kSide) {
    const int64_t count = n - i < kSide ? n - i : kSide;
    Reduced reduced[kSide];
    double rest[kSide] = {}, cosine[kSide], sine[kSide];
    for (int64_t j = 0; j < count; ++j) {
      reduced[j] = reduce(angles[i + j]);
      rest[j] = reduced[j].rest;
    }
    for (int64_t j = 0; j < kSide; ++j) {
      cosine[j] = cosine_of(rest[j]);
      sine[j] = sine_of(rest[j]);
    }
    for (int64_t j = 0; j < count; ++j) {
      out[i + j] = turned({cosine[j], sine[j]}, reduced[j].quarter);
    }
  }
}

CosSin portable_cos_sin(double angle) {
  const Reduced reduced = reduce(angle);
  return turned({cosine_of(reduced.rest), sine_of(reduced.rest)}, reduced.quarter);
}

}  // namespace ropekv
