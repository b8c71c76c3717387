// cos, sin and powers for tables like those of real models, from +, -, * and / on doubles alone:
// the C library's differ between machines, and data must not. Absolute error below 1e-14 for
// angles to 2^20, far inside f32; beyond 2^22 it grows to 1e-7 at 2^31, the longest table.
#pragma once

#include <cstdint>

namespace ropekv {

struct CosSin {
  double cos, sin;
};

// In radians.
CosSin portable_cos_sin(double angle);
// The same of n angles, several at a time.
void portable_cos_sin(const double* angles, int64_t n, CosSin* out);

// theta^(-exponent) for theta >= 1 and 0 <= exponent <= 1.
double portable_inverse_power(double theta, double exponent);

}  // namespace ropekv
