// From runtime enums to the template arguments of the body: 3 dtypes x 2 styles x 3 chunk widths.
#pragma once

#include "kernels/contract.h"
#include "kernels/element.h"
#include "kernels/production/geometry.h"

namespace ropekv::production {

template <class Element, int32_t style, int vec>
struct Variant {
  using ElementType = Element;
  static constexpr int32_t kStyle = style;
  static constexpr int kVec = vec;
};

template <class Element, int32_t style, class Run>
ropekv_status dispatch_vec(uint32_t vec, const Run& run) {
  constexpr int kFull = 16 / static_cast<int>(sizeof(typename Element::Code));
  if (vec == kFull) return run(Variant<Element, style, kFull>{});
  if (vec == 2) return run(Variant<Element, style, 2>{});
  return run(Variant<Element, style, 1>{});
}

template <class Element, class Run>
ropekv_status dispatch_style(int32_t style, uint32_t vec, const Run& run) {
  return style == ROPEKV_STYLE_NEOX ? dispatch_vec<Element, ROPEKV_STYLE_NEOX>(vec, run)
                                    : dispatch_vec<Element, ROPEKV_STYLE_INTERLEAVED>(vec, run);
}

// Returns run(Variant<...>{}).
template <class Run>
ropekv_status dispatch(const ropekv_args& args, const Geometry& geometry, const Run& run) {
  switch (args.dtype) {
    case ROPEKV_F32:
      return dispatch_style<F32>(args.style, geometry.vec, run);
    case ROPEKV_F16:
      return dispatch_style<F16>(args.style, geometry.vec, run);
    default:
      return dispatch_style<Bf16>(args.style, geometry.vec, run);
  }
}

}  // namespace ropekv::production
