// From runtime enums to the template arguments of the body: 3 dtypes x 2 styles x 3 chunk widths x
// {a cache of the input's dtype, an fp8 cache}. The fp8 format and the table's dtype stay runtime
// branches: they cost nothing beside the memory traffic, and would make 216 variants of 36.
//
// With `computes` false the same threads load and store the same addresses and compute nothing:
// what a benchmark calls the floor (kernels/bench/).
#pragma once

#include "kernels/contract.h"
#include "kernels/element.h"
#include "kernels/production/cache_row.h"
#include "kernels/production/geometry.h"
#include "kernels/tensor_view.h"

namespace ropekv::production {

template <class ElementType, int32_t style, int vec, template <class, int, bool> class Row,
          bool computes>
struct Variant {
  using Element = ElementType;
  using CacheRow = Row<Element, vec, computes>;
  static constexpr int32_t kStyle = style;
  static constexpr int kVec = vec;
  static constexpr bool kComputes = computes;
};

template <bool computes, class Element, int32_t style, template <class, int, bool> class Row,
          class Run>
ropekv_status dispatch_vec(uint32_t vec, const Run& run) {
  constexpr int kFull = 16 / static_cast<int>(sizeof(typename Element::Code));
  if (vec == kFull) return run(Variant<Element, style, kFull, Row, computes>{});
  if (vec == 2) return run(Variant<Element, style, 2, Row, computes>{});
  return run(Variant<Element, style, 1, Row, computes>{});
}

template <bool computes, class Element, int32_t style, class Run>
ropekv_status dispatch_cache(const ropekv_args& args, uint32_t vec, const Run& run) {
  return is_fp8(args.cache_dtype) ? dispatch_vec<computes, Element, style, Fp8Row>(vec, run)
                                  : dispatch_vec<computes, Element, style, SameDtypeRow>(vec, run);
}

template <bool computes, class Element, class Run>
ropekv_status dispatch_style(const ropekv_args& args, uint32_t vec, const Run& run) {
  return args.style == ROPEKV_STYLE_NEOX
             ? dispatch_cache<computes, Element, ROPEKV_STYLE_NEOX>(args, vec, run)
             : dispatch_cache<computes, Element, ROPEKV_STYLE_INTERLEAVED>(args, vec, run);
}

// Returns run(Variant<...>{}).
template <bool computes = true, class Run>
ropekv_status dispatch(const ropekv_args& args, const Geometry& geometry, const Run& run) {
  switch (args.dtype) {
    case ROPEKV_F32:
      return dispatch_style<computes, F32>(args, geometry.vec, run);
    case ROPEKV_F16:
      return dispatch_style<computes, F16>(args, geometry.vec, run);
    default:
      return dispatch_style<computes, Bf16>(args, geometry.vec, run);
  }
}

}  // namespace ropekv::production
