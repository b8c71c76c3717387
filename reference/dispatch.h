// Calls a template with what is known at run time only, so that its loops need not ask.
#pragma once

#include <utility>

#include "reference/case.h"

namespace ropekv {

template <typename Body>
void with_dtype(DType dtype, Body&& body) {
  switch (dtype) {
    case DType::kF32:
      return body.template operator()<DType::kF32>();
    case DType::kF16:
      return body.template operator()<DType::kF16>();
    case DType::kBF16:
      return body.template operator()<DType::kBF16>();
  }
}

template <typename Body>
void with_values(Values values, Body&& body) {
  switch (values) {
    case Values::kNormal:
      return body.template operator()<Values::kNormal>();
    case Values::kIntegers:
      return body.template operator()<Values::kIntegers>();
    case Values::kLarge:
      return body.template operator()<Values::kLarge>();
    case Values::kTiny:
      return body.template operator()<Values::kTiny>();
    case Values::kZeros:
      return body.template operator()<Values::kZeros>();
    case Values::kSpecial:
      return body.template operator()<Values::kSpecial>();
    case Values::kBits:
      return body.template operator()<Values::kBits>();
  }
}

}  // namespace ropekv
