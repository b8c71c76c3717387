// A right output, rotated element by element in plain scalar code: nothing of the comparison under
// test but the data itself.
#pragma once

#include <cmath>
#include <cstring>
#include <vector>

#include "reference/compare.h"
#include "reference/data.h"
#include "reference/tests/testing.h"

namespace ropekv::testing {

class Rotated {
 public:
  Rotated(std::string_view line, Tensor which)
      : c_(case_of(line)), in_(materialise(c_)), which_(which), layout_(make_layout(c_)) {
    const auto place = *layout_.find(which == Tensor::kQ ? Tensor::kQRope : Tensor::kKRope);
    view_ = *place.view;
    codes_.assign(layout_.regions[place.region_idx].num_elements, 0);
    for (int64_t t = 0; t < c_.num_tokens; ++t) {
      for (int64_t h = 0; h < view_.num_heads; ++h) rotate_row(t, h);
    }
  }

  const Case& c() const { return c_; }
  int64_t num_heads() const { return view_.num_heads; }
  uint32_t& at(int64_t token, int64_t head, int64_t dim) {
    return codes_[view_.at(token, head, dim)];
  }
  uint32_t input(int64_t token, int64_t head, int64_t dim) const {
    const uint32_t stream = which_ == Tensor::kQ ? kStreamQ : kStreamK;
    return element(c_.dtype, c_.values, c_.data_seed, stream, token, head, dim);
  }
  bool skips(int64_t token) const { return !in_.position_in_table(token); }

  NumericReport compare(const Declarations& how = {}) const {
    const int64_t bytes = dtype_bytes(c_.dtype);
    std::vector<char> memory(codes_.size() * bytes);
    for (size_t i = 0; i < codes_.size(); ++i) {
      const uint16_t narrow = static_cast<uint16_t>(codes_[i]);
      std::memcpy(&memory[i * bytes], bytes == 4 ? static_cast<const void*>(&codes_[i]) : &narrow,
                  bytes);
    }
    NumericReport report;
    compare_rotation(c_, in_, how, which_, view_, memory.data(), &report);
    return report;
  }

 private:
  void rotate_row(int64_t t, int64_t h) {
    for (int64_t i = 0; !skips(t) && i < c_.rotary_dim / 2; ++i) {
      const bool neox = c_.style == RopeStyle::kNeox;
      const int64_t first = neox ? i : 2 * i;
      const int64_t second = neox ? i + c_.rotary_dim / 2 : 2 * i + 1;
      const uint32_t* row = &in_.cos_sin_cache[in_.positions[t] * c_.rotary_dim];
      const float cos = std::bit_cast<float>(row[i]);
      const float sin = std::bit_cast<float>(row[c_.rotary_dim / 2 + i]);
      const float x1 = value_of(c_.dtype, input(t, h, first));
      const float x2 = value_of(c_.dtype, input(t, h, second));
      const volatile float x1_sin = x1 * sin;
      const volatile float x2_sin = x2 * sin;
      at(t, h, first) = encoded(std::fmaf(x1, cos, -x2_sin));
      at(t, h, second) = encoded(std::fmaf(x2, cos, x1_sin));
    }
  }
  uint32_t encoded(float value) const {
    return code_from_f32(c_.dtype, std::bit_cast<uint32_t>(value));
  }

  Case c_;
  Inputs in_;
  Tensor which_;
  Layout layout_;
  View view_;
  std::vector<uint32_t> codes_;  // one per element of the region, gaps included
};

}  // namespace ropekv::testing
