#include "kernels/float_mode.h"

#include <gtest/gtest.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace ropekv {
namespace {

TEST(AFloatMode, IsWhatTheThreadDoesNow) {
  const KeepFloatMode keep;
  EXPECT_EQ(FloatMode().text(), "rounds to nearest");
  fesetround(FE_TOWARDZERO);
  feenableexcept(FE_UNDERFLOW);
  EXPECT_EQ(FloatMode().text(), "rounds toward zero, traps");
  EXPECT_EQ(fegetexcept(), FE_UNDERFLOW) << "looking changed it";
}

TEST(AFloatMode, ComesBackAtTheEndOfItsScope) {
  const FloatMode ours;
  {
    const KeepFloatMode keep;
    fesetround(FE_DOWNWARD);
    feenableexcept(FE_INVALID);
    EXPECT_NE(FloatMode(), ours);
  }
  EXPECT_EQ(FloatMode(), ours);
  EXPECT_EQ(fegetexcept(), 0);
}

#if defined(__x86_64__)
TEST(AFloatMode, SeesEitherSwitchThatFlushesSubnormals) {
  const FloatMode ours;
  for (const unsigned bit : {0x8000U, 0x40U}) {  // of results, of operands
    const KeepFloatMode keep;
    _mm_setcsr(_mm_getcsr() | bit);
    EXPECT_EQ(FloatMode().text(), "rounds to nearest, flushes subnormals") << bit;
  }
  EXPECT_EQ(FloatMode(), ours);
}
#endif

}  // namespace
}  // namespace ropekv
