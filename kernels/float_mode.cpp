#include "kernels/float_mode.h"

#include <limits>

namespace ropekv {
namespace {

// Seen, since each machine has switches of its own for it: for results, and for operands.
bool flushes_subnormals() {
  volatile float least = std::numeric_limits<float>::min();
  volatile float subnormal = std::numeric_limits<float>::denorm_min();
  const volatile float half = least / 2;
  const volatile float many = subnormal * 0x1p60f;
  return half == 0 || many == 0;
}

std::string rounding_text(int rounding) {
  switch (rounding) {
    case FE_UPWARD:
      return "rounds upward";
    case FE_DOWNWARD:
      return "rounds downward";
    case FE_TOWARDZERO:
      return "rounds toward zero";
    default:
      return "rounds to nearest";
  }
}

}  // namespace

FloatMode::FloatMode() : rounding_(fegetround()), traps_(fegetexcept() != 0) {
  fegetmode(&mode_);
  fenv_t all;
  feholdexcept(&all);  // or looking would trap
  flushes_ = flushes_subnormals();
  fesetenv(&all);
}

void FloatMode::enter() const {
  fesetmode(&mode_);
}

std::string FloatMode::text() const {
  return rounding_text(rounding_) + (flushes_ ? ", flushes subnormals" : "") +
         (traps_ ? ", traps" : "");
}

}  // namespace ropekv
