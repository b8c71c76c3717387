// Against libm, which may differ from machine to machine in the last bit but not in the ninth
// digit.
#include "reference/trig.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::SplitMix;

constexpr double kBound = 1e-9;

void expect_close(double angle) {
  const CosSin got = portable_cos_sin(angle);
  ASSERT_NEAR(got.cos, std::cos(angle), kBound) << angle;
  ASSERT_NEAR(got.sin, std::sin(angle), kBound) << angle;
}

TEST(Trig, CosAndSinAgreeWithLibmToTwoToTheTwenty) {
  SplitMix random(4);
  for (int i = 0; i < 500'000; ++i) {
    const double angle = std::ldexp(random.unit(), static_cast<int>(random.below(31)) - 10);
    expect_close(angle);
    expect_close(-angle);
    if (HasFatalFailure()) return;
  }
}

// The quadrant changes at odd multiples of pi/4, and cos or sin is near 0 at multiples of pi/2.
TEST(Trig, CosAndSinAgreeWithLibmWhereTheQuadrantChanges) {
  constexpr double kQuarterPi = 0.78539816339744830962;
  for (int64_t n = 0; n < 1'300'000; n += n < 1000 ? 1 : 997) {
    const double angle = static_cast<double>(n) * kQuarterPi;
    for (const double near : {std::nextafter(angle, -1.0), angle, std::nextafter(angle, 1e9)}) {
      expect_close(near);
      expect_close(-near);
      if (HasFatalFailure()) return;
    }
  }
}

// There one of the two is what is left of the angle after all its leading digits have cancelled:
// each part of pi/2 shows in it.
TEST(Trig, NextToMultiplesOfHalfPiTheSmallOneKeepsItsDigits) {
  constexpr double kHalfPi = 1.57079632679489661923;
  for (int64_t n = 1; n < 1 << 20; n += n < 1000 ? 1 : 17) {
    for (const double angle :
         {static_cast<double>(n) * kHalfPi, static_cast<double>(-n) * kHalfPi}) {
      const CosSin all = portable_cos_sin(angle);
      const double got = n % 2 == 0 ? all.sin : all.cos;
      const double want = n % 2 == 0 ? std::sin(angle) : std::cos(angle);
      ASSERT_NEAR(got, want, 1e-14 * std::abs(want)) << angle << ", " << n << " quarters";
    }
  }
}

// Whole positions are the angles of the first pair, and tables may be long.
TEST(Trig, CosAndSinOfWholePositionsAreInsideF32ToTwoToTheThirtyOne) {
  for (double position = 1; position <= 0x1p31; position = std::floor(position * 1.37) + 1) {
    const CosSin got = portable_cos_sin(position);
    ASSERT_NEAR(got.cos, std::cos(position), 2e-7) << position;
    ASSERT_NEAR(got.sin, std::sin(position), 2e-7) << position;
  }
}

TEST(Trig, ZeroHasCosOneAndSinZero) {
  EXPECT_EQ(portable_cos_sin(0).cos, 1.0);
  EXPECT_EQ(portable_cos_sin(0).sin, 0.0);
}

TEST(Trig, InversePowerAgreesWithLibm) {
  for (const double theta : {1.0, 1.5, 2.0, 10'000.0, 500'000.0, 1e7, 0x1p40}) {
    for (int i = 0; i <= 4096; ++i) {
      const double exponent = i / 4096.0;
      const double want = std::pow(theta, -exponent);
      ASSERT_NEAR(portable_inverse_power(theta, exponent), want, kBound * want)
          << theta << " to " << -exponent;
    }
    EXPECT_EQ(portable_inverse_power(theta, 0.0), 1.0);
  }
}

TEST(Trig, ManyAnglesAtATimeAreThoseOfOneByOne) {
  std::vector<double> angles;
  for (int64_t n = 0; n < 40; ++n) {
    std::vector<CosSin> got(angles.size());
    portable_cos_sin(angles.data(), n, got.data());
    for (int64_t i = 0; i < n; ++i) {
      EXPECT_EQ(got[i].cos, portable_cos_sin(angles[i]).cos) << angles[i];
      EXPECT_EQ(got[i].sin, portable_cos_sin(angles[i]).sin) << angles[i];
    }
    angles.push_back((n % 2 == 0 ? 0.7 : -1.3) * static_cast<double>(n * n));
  }
}

}  // namespace
}  // namespace ropekv
