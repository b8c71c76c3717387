// The results of a*b + c*d by the rules that a kernel declares: all but the contract's own, which
// accept_set.cpp computes for whole arrays at once.
#pragma once

#include <bit>

#include "reference/case.h"
#include "reference/declarations.h"

namespace ropekv {

// Different values in f32, before they are rounded to the output type.
class Forms {
 public:
  static constexpr int kMost = 24;

  void add(float value) {
    for (int i = 0; i < count_; ++i) {
      if (std::bit_cast<uint32_t>(values_[i]) == std::bit_cast<uint32_t>(value)) return;
    }
    values_[count_++] = value;
  }
  int count() const { return count_; }
  // The first where there are fewer than i.
  float operator[](int i) const { return values_[i < count_ ? i : 0]; }

 private:
  float values_[kMost];
  int count_ = 0;
};

// Whether the three forms of accept_set.h are all there is.
bool has_only_plain_forms(const Declarations& how, DType dtype);

// f32    both products rounded and then the sum, or either product fused.
// wider  these, and the exact value rounded to f32.
// input  the same three with each product and the sum rounded to the dtype of q: products and
//        fused sums through f32, as a kernel on floats has them, or rounded once, as __hfma does.
// A kernel that flushes may do so in the type it computes in, with what it takes (inputs and
// products: each result then also from zeros), and with what it gives.
Forms declared_forms(const Declarations& how, DType dtype, float a, float b, float c, float d);

// How far from the exact value such a result may lie; `magnitude` is |ab| + |cd|.
double declared_bound(const Declarations& how, DType dtype, float a, float b, float c, float d,
                      double magnitude);

}  // namespace ropekv
