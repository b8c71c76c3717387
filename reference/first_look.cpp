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

// How far to both sides of a code's value everything rounds to that code: half the gap to the next
// one, a quarter where the gap below is only half as wide; in subnormals it is more, which does not
// hurt. None for zeros, infinities and NaNs: they get a second look.
template <DType kDType>
void find_room(const uint32_t* codes, Eigen::Index n, float* __restrict value,
               float* __restrict room) {
  constexpr int32_t kMantissaBits = kDType == DType::kBF16 ? 7 : 10;
  in_widest_vectors([=]() ROPEKV_INLINE {
    for (Eigen::Index i = 0; i < n; ++i) {
      const auto bits = static_cast<int32_t>(branch_free::f32_from_code<kDType>(codes[i]));
      const int32_t exponent = (bits >> 23) & 0xFF;
      const int32_t is_power_of_two = (bits & 0x007FFFFF) == 0 ? 1 : 0;
      const int32_t half_gap = exponent - kMantissaBits - 1 - is_power_of_two;
      const bool has_room = (half_gap > 0) & (exponent < 0xFF);
      value[i] = std::bit_cast<float>(bits);
      room[i] = std::bit_cast<float>(has_room ? half_gap << 23 : 0);
    }
  });
}

// A little more than accept_set.cpp allows the candidates, for what rounds here. Where a product
// overflows f32, and the other one cancels it, the other half of the pair is past every type:
// |ac| |bs| = |bc| |as|, and both sums cannot cancel. So such pairs are never decided.
constexpr double kBound = 0x1p-23 * (1 + 0x1p-18);
constexpr double kFewSubnormalUnits = 0x1p-146;

void decide(const float* x1, const float* x2, const float* cos, const float* sin,
            const float* value1, const float* room1, const float* value2, const float* room2,
            Eigen::Index n, int32_t* __restrict decided) {
  in_widest_vectors([=]() ROPEKV_INLINE {
    for (Eigen::Index i = 0; i < n; ++i) {
      const double a = x1[i], b = x2[i], c = cos[i], s = sin[i];
      const double ac = a * c, bs = b * s, bc = b * c, as = a * s;  // exact
      const double size1 = std::fabs(ac) + std::fabs(bs);
      const double size2 = std::fabs(bc) + std::fabs(as);
      const double reach1 = std::fabs(ac - bs - value1[i]) + (size1 * kBound + kFewSubnormalUnits);
      const double reach2 = std::fabs(bc + as - value2[i]) + (size2 * kBound + kFewSubnormalUnits);
      decided[i] = int{reach1 < room1[i]} & int{reach2 < room2[i]};
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
  const CodeArray* codes[] = {&first, &second};
  for (int half = 0; half < 2; ++half) {
    value_[half].resize(n);
    room_[half].resize(n);
    with_dtype(dtype, [&]<DType kDType>() {
      find_room<kDType>(codes[half]->data(), n, value_[half].data(), room_[half].data());
    });
  }
  decided_.resize(n);
  decide(x1.data(), x2.data(), cos.data(), sin.data(), value_[0].data(), room_[0].data(),
         value_[1].data(), room_[1].data(), n, decided_.data());
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
