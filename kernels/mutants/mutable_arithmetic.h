// What the mutable kernel computes for one pair, and how a Fault spoils it.
#pragma once

#include <cmath>
#include <type_traits>

#include "kernels/element.h"
#include "kernels/mutants/mutant_list.h"

namespace ropekv::mutants {

ROPEKV_HOST_DEVICE inline float flush(Fault fault, float x) {
  return fault == Fault::kFlushesSubnormals && fabsf(x) < 1.17549435e-38F ? x * 0.0F : x;
}

// a * b + c * d, each rounding where the contract has it.
template <class Element>
ROPEKV_HOST_DEVICE inline float dot(Fault fault, float a, float b, float c, float d) {
  if (fault == Fault::kProductsRoundedToInput) {
    return Element::widen(Element::narrow(a * b)) + Element::widen(Element::narrow(c * d));
  }
  const float result = flush(fault, fmaf(flush(fault, a), b, flush(fault, c) * d));
  return result == result ? result : bits_as<float>(uint32_t{0x7fffffff});
}

// Code - 1 is the next value towards zero, of either sign.
template <class Code>
ROPEKV_HOST_DEVICE inline Code toward_zero(float rounded, float exact, Code code) {
  return fabsf(rounded) > fabsf(exact) ? static_cast<Code>(code - 1) : code;
}

template <class Element>
ROPEKV_HOST_DEVICE inline typename Element::Code round_result(Fault fault, float x, bool in_place) {
  if (fault == Fault::kRoundsTwiceThroughBf16 && std::is_same_v<Element, F16>) {
    x = Bf16::widen(Bf16::narrow(x));
  }
  if (fault == Fault::kNegativeZeroBecomesZero) x += 0.0F;
  const typename Element::Code code = Element::narrow(x);
  if (fault == Fault::kInPlaceRoundsTowardZero && in_place) {
    return toward_zero(Element::widen(code), x, code);
  }
  return code;
}

// One place in 100,003, the same in every launch.
ROPEKV_HOST_DEVICE inline bool is_rare_place(int64_t token, int64_t head, int64_t dim, bool is_q) {
  uint64_t hash = static_cast<uint64_t>(((token * 4099 + head) * 65537 + dim) * 2 + (is_q ? 1 : 0));
  hash = (hash ^ hash >> 29) * 0x9e3779b97f4a7c15U;
  return (hash >> 32) % 100003 == 0;
}

// Away from zero by one; infinities and NaNs stay.
template <class Element>
ROPEKV_HOST_DEVICE inline typename Element::Code one_ulp_up(typename Element::Code code) {
  const bool finite = fabsf(Element::widen(code)) < HUGE_VALF;
  return static_cast<typename Element::Code>(finite ? code + 1 : code);
}

}  // namespace ropekv::mutants
