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

template <class Element>
ROPEKV_HOST_DEVICE inline float table_value(Fault fault, float x) {
  return fault == Fault::kTableRoundedToInput ? Element::widen(Element::narrow(x)) : x;
}

template <class Element>
ROPEKV_HOST_DEVICE inline typename Element::Code round_result(Fault fault, float x) {
  if (fault == Fault::kRoundsTwiceThroughBf16 && std::is_same_v<Element, F16>) {
    x = Bf16::widen(Bf16::narrow(x));
  }
  if (fault == Fault::kNegativeZeroBecomesZero) x += 0.0F;
  return Element::narrow(x);
}

}  // namespace ropekv::mutants
