// cos, sin and powers for tables like those of real models, from +, -, * and / on doubles alone:
// the C library's differ between machines, and data must not. Absolute error below 1e-10 for the
// angles of any table here, which is far inside f32.
#pragma once

namespace ropekv {

struct CosSin {
  double cos, sin;
};

// |angle| < 2^40 or so, in radians.
CosSin portable_cos_sin(double angle);

// theta^(-exponent) for theta >= 1 and 0 <= exponent <= 1.
double portable_inverse_power(double theta, double exponent);

}  // namespace ropekv
