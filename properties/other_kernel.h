// Two kernels against each other: both launch the same case over the same memory. Where both
// declare a fixed order of evaluation and compute alike, they must leave the same bits; else each
// what is legal by its own declarations.
#pragma once

#include <optional>

#include "properties/judge.h"

namespace ropekv {

// A claim about a pair: find_property() knows it, the list of what each kernel must hold does not
// have it.
inline constexpr std::string_view kEqualsTheOtherKernel = "equals_the_other_kernel";
extern const Property kPropertyOfTwoKernels;

struct Comparison {
  // Not where the case is outside the other's support, has no tokens, is a history, or is so large
  // that no property launches it again.
  bool compared = false;
  std::optional<Violation> found;
};

// Of a case that `kernel` supports. Throws what judge() throws.
Comparison compare_kernels(const Case& c, const Kernel& kernel, const Kernel& other, Lane& lane,
                           SizeClass size);

}  // namespace ropekv
