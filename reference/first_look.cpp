#include "reference/first_look.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "reference/branch_free.h"
#include "reference/declared_arith.h"
#include "reference/dispatch.h"
#include "reference/widest_vectors.h"

namespace ropekv {
namespace {

// How far from a code's value, away from zero and towards it, everything rounds to that code: half
// the gap to the next one, and a quarter where the gap towards zero is only half as wide; in
// subnormals it is more, which does not hurt. None for zeros, infinities and NaNs: they get a
// second look.
struct Neighbourhood {
  float value, away, towards_zero;
};

template <DType kDType>
ROPEKV_INLINE inline Neighbourhood around(uint32_t code) {
  constexpr int32_t kMantissaBits = kDType == DType::kBF16 ? 7 : 10;
  const auto bits = static_cast<int32_t>(branch_free::f32_from_code<kDType>(code));
  const int32_t exponent = (bits >> 23) & 0xFF;
  const int32_t is_power_of_two = (bits & 0x007FFFFF) == 0 ? 1 : 0;
  const int32_t quarter_gap = exponent - kMantissaBits - 2;
  const bool has_room = (quarter_gap > 0) & (exponent < 0xFF);
  const int32_t away = quarter_gap + 1, towards_zero = quarter_gap + 1 - is_power_of_two;
  return {std::bit_cast<float>(bits), std::bit_cast<float>(has_room ? away << 23 : 0),
          std::bit_cast<float>(has_room ? towards_zero << 23 : 0)};
}

// The difference of two products, each rounded, lies as far from the exact value as accept_set.cpp
// allows the candidates: two units in the last place of the sum of their sizes. Both bounds
// together, and a little for all that rounds here. Where a product overflows, no pair is decided.
constexpr float kBound = 2 * 0x1p-23F * (1 + 0x1p-16F);
constexpr float kFewSubnormalUnits = 2 * 0x1p-146F;
constexpr float kLittleMore = 1 + 0x1p-20F;

// Whether everything that near to `rounded` rounds to the code in this neighbourhood.
ROPEKV_INLINE inline int lies_within(const Neighbourhood& near, float rounded, float size) {
  const float bound = size * kBound + kFewSubnormalUnits;
  const uint32_t sign = std::bit_cast<uint32_t>(near.value) & 0x80000000u;
  const float away = std::bit_cast<float>(std::bit_cast<uint32_t>(rounded - near.value) ^ sign);
  return int{(bound + away) * kLittleMore < near.away} &
         int{(bound - away) * kLittleMore < near.towards_zero};
}

template <DType kDType>
void decide(const float* x1, const float* x2, const float* cos, const float* sin,
            const uint32_t* first, const uint32_t* second, Eigen::Index n,
            int32_t* __restrict decided) {
  in_widest_vectors([=]() ROPEKV_INLINE {
    for (Eigen::Index i = 0; i < n; ++i) {
      const float ac = x1[i] * cos[i], bs = x2[i] * sin[i];
      const float bc = x2[i] * cos[i], as = x1[i] * sin[i];
      const float size1 = std::fabs(ac) + std::fabs(bs), size2 = std::fabs(bc) + std::fabs(as);
      decided[i] = lies_within(around<kDType>(first[i]), ac - bs, size1) &
                   lies_within(around<kDType>(second[i]), bc + as, size2);
    }
  });
}

// Nearly all of these are decided, all at once.
constexpr Eigen::Index kStride = 64;

}  // namespace

bool first_look_applies(const Declarations& how, DType dtype) {
  return dtype != DType::kF32 && has_only_plain_forms(how, dtype);
}

void FirstLook::look(DType dtype, const Eigen::ArrayXf& x1, const Eigen::ArrayXf& x2,
                     const Eigen::ArrayXf& cos, const Eigen::ArrayXf& sin, const CodeArray& first,
                     const CodeArray& second) {
  const Eigen::Index n = x1.size();
  decided_.resize(n);
  with_dtype(dtype, [&]<DType kDType>() {
    decide<kDType>(x1.data(), x2.data(), cos.data(), sin.data(), first.data(), second.data(), n,
                   decided_.data());
  });
  undecided_.clear();
  const int32_t* decided = decided_.data();
  for (Eigen::Index begin = 0; begin < n; begin += kStride) {
    const Eigen::Index end = std::min(begin + kStride, n);
    if (std::accumulate(decided + begin, decided + end, 0) == end - begin) continue;
    for (Eigen::Index i = begin; i < end; ++i) {
      if (decided[i] == 0) undecided_.push_back(static_cast<int32_t>(i));
    }
  }
}

}  // namespace ropekv
