// Normal data of a type under the angles of a real table: what models compute.
#pragma once

#include "reference/accept_set.h"
#include "reference/data.h"
#include "reference/tests/testing.h"
#include "reference/trig.h"

namespace ropekv::testing {

struct Pairs {
  Eigen::ArrayXf x1, x2, cos, sin;
};

inline Pairs normal_pairs(DType dtype, Eigen::Index n) {
  SplitMix random(5);
  Pairs p{Eigen::ArrayXf(n), Eigen::ArrayXf(n), Eigen::ArrayXf(n), Eigen::ArrayXf(n)};
  const auto draw = [&] {
    const uint32_t bits = static_cast<uint32_t>(random.next());
    return value_of(dtype, element_code(dtype, Values::kNormal, bits));
  };
  for (Eigen::Index i = 0; i < n; ++i) {
    p.x1[i] = draw();
    p.x2[i] = draw();
    const CosSin unit = portable_cos_sin(random.unit() * 4096);
    p.cos[i] = static_cast<float>(unit.cos);
    p.sin[i] = static_cast<float>(unit.sin);
  }
  return p;
}

}  // namespace ropekv::testing
