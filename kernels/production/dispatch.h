// From runtime enums to the template arguments of the body: 3 dtypes x 2 styles x the chunk widths
// of what rotates x {a cache of the input's dtype, an fp8 cache}, and the widest chunk once more
// for large launches. The fp8 format and the dtypes of table and indices stay runtime
// branches: they cost nothing beside the memory traffic, and would make 12 variants of each.
//
// With `computes` false the same threads load and store the same addresses and compute nothing:
// what a benchmark calls the floor (kernels/bench/).
#pragma once

#include "kernels/contract.h"
#include "kernels/element.h"
#include "kernels/production/cache_row.h"
#include "kernels/production/plan.h"
#include "kernels/tensor_view.h"

namespace ropekv::production {

template <class ElementType, int32_t style, int vec, template <class, bool, bool> class Row,
          bool computes, Shape shape>
struct Variant {
  using Element = ElementType;
  using CacheRow = Row<Element, computes, shape == Shape::kLarge>;
  static constexpr int32_t kStyle = style;
  static constexpr int kFull = 16 / static_cast<int>(sizeof(typename Element::Code));
  static constexpr int kVec = vec;                // of the parts that rotate
  static constexpr bool kUniform = vec == kFull;  // and then of all others, too
  static constexpr bool kComputes = computes;
  static constexpr Shape kShape = shape;
  static constexpr bool kStreams = shape == Shape::kLarge;
  // Each of the two chunks holds whole pairs, so the columns of their pairs lie apart.
  static constexpr bool kSplit = style == ROPEKV_STYLE_INTERLEAVED && vec > 1;
};

template <bool computes, class Element, int32_t style, template <class, bool, bool> class Row,
          class Run>
ropekv_status dispatch_vec(const Plan& plan, const Run& run) {
  const auto run_with = [&]<int vec, Shape shape>() {
    return run(Variant<Element, style, vec, Row, computes, shape>{});
  };
  constexpr int kFull = 16 / static_cast<int>(sizeof(typename Element::Code));
  if (plan.shape == Shape::kLarge) return run_with.template operator()<kFull, Shape::kLarge>();
  switch (plan.vec) {
    case kFull:
      return run_with.template operator()<kFull, Shape::kSmall>();
    case kFull / 2:
      return run_with.template operator()<kFull / 2, Shape::kSmall>();
    case 1:
      return run_with.template operator()<1, Shape::kSmall>();
    default:
      return run_with.template operator()<2, Shape::kSmall>();
  }
}

template <bool computes, class Element, int32_t style, class Run>
ropekv_status dispatch_cache(const Plan& plan, const Run& run) {
  return is_fp8(plan.cache_dtype) ? dispatch_vec<computes, Element, style, Fp8Row>(plan, run)
                                  : dispatch_vec<computes, Element, style, SameDtypeRow>(plan, run);
}

template <bool computes, class Element, class Run>
ropekv_status dispatch_style(const ropekv_args& args, const Plan& plan, const Run& run) {
  return args.style == ROPEKV_STYLE_NEOX
             ? dispatch_cache<computes, Element, ROPEKV_STYLE_NEOX>(plan, run)
             : dispatch_cache<computes, Element, ROPEKV_STYLE_INTERLEAVED>(plan, run);
}

// Returns run(Variant<...>{}).
template <bool computes = true, class Run>
ropekv_status dispatch(const ropekv_args& args, const Plan& plan, const Run& run) {
  switch (args.dtype) {
    case ROPEKV_F32:
      return dispatch_style<computes, F32>(args, plan, run);
    case ROPEKV_F16:
      return dispatch_style<computes, F16>(args, plan, run);
    default:
      return dispatch_style<computes, Bf16>(args, plan, run);
  }
}

}  // namespace ropekv::production
