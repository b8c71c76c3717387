// Right K rows of a pool, computed element by element in plain scalar code.
#pragma once

#include <cmath>
#include <vector>

#include "reference/compare.h"
#include "reference/data.h"
#include "reference/tests/testing.h"

namespace ropekv::testing {

class CachedRows {
 public:
  explicit CachedRows(std::string_view line, const Declarations& how = {})
      : c_(case_of(line)), in_(materialise(c_)), model_(model_cache(c_, in_)), how_(how) {
    codes_.resize(model_.owned.size() * c_.num_kv_heads * c_.head_dim);
    k_rope_.resize(c_.num_tokens * c_.num_kv_heads * c_.head_dim);
    for (int64_t t = 0; t < c_.num_tokens; ++t) {
      for (int64_t h = 0; h < c_.num_kv_heads; ++h) make_k_rope(t, h);
    }
    for (size_t i = 0; i < model_.owned.size(); ++i) {
      for (int64_t h = 0; h < c_.num_kv_heads; ++h) {
        for (int64_t d = 0; d < c_.head_dim; ++d) {
          at(i, h, d) = code_of(model_.owned[i].first_token, h, d);
        }
      }
    }
  }

  const Case& c() const { return c_; }
  const CacheModel& model() const { return model_; }
  uint32_t& at(size_t owned_idx, int64_t head, int64_t dim) {
    return codes_[(owned_idx * c_.num_kv_heads + head) * c_.head_dim + dim];
  }
  uint32_t& k_rope(int64_t token, int64_t head, int64_t dim) {
    return k_rope_[(token * c_.num_kv_heads + head) * c_.head_dim + dim];
  }
  uint32_t input(int64_t token, int64_t head, int64_t dim) const {
    return element(c_.dtype, c_.values, c_.data_seed, kStreamK, token, head, dim);
  }

  // What the pool holds of one token.
  uint32_t code_of(int64_t token, int64_t head, int64_t dim) {
    if (!c_.fp8_cache()) return k_rope(token, head, dim);
    const float x = how_.fp8_from_rounded_k_rope ? value_of(c_.dtype, k_rope(token, head, dim))
                                                 : rotated(token, head, dim);
    const volatile float reciprocal = 1.0f / c_.k_scale;
    const volatile float scaled = how_.fp8_multiplies ? x * reciprocal : x / c_.k_scale;
    return fp8_from_f32(c_.cache_dtype, std::bit_cast<uint32_t>(float{scaled}), how_.fp8_saturates);
  }

  NumericReport compare(bool with_k_rope = true) const { return compare(how_, with_k_rope); }
  NumericReport compare(const Declarations& how, bool with_k_rope = true) const {
    const int64_t bytes = cache_bytes(c_);
    std::vector<uint8_t> memory(codes_.size() * bytes);
    for (size_t i = 0; i < codes_.size(); ++i) {
      for (int64_t b = 0; b < bytes; ++b) memory[i * bytes + b] = codes_[i] >> (8 * b) & 0xFF;
    }
    NumericReport report;
    compare_cached_k(c_, in_, how, model_, memory.data(), bytes,
                     with_k_rope ? k_rope_ : std::vector<uint32_t>{}, &report);
    return report;
  }

 private:
  // Unrounded; beyond rotary_dim the input itself.
  float rotated(int64_t t, int64_t h, int64_t d) const {
    const float x = value_of(c_.dtype, input(t, h, d));
    if (d >= c_.rotary_dim || !in_.position_in_table(t)) return x;
    const int64_t half = c_.rotary_dim / 2;
    const bool neox = c_.style == RopeStyle::kNeox;
    const bool is_first = neox ? d < half : d % 2 == 0;
    const int64_t pair = neox ? d % half : d / 2;
    const int64_t partner_dim = neox ? (is_first ? d + half : d - half) : (d ^ 1);
    const float partner = value_of(c_.dtype, input(t, h, partner_dim));
    const uint32_t* row = &in_.cos_sin_cache[in_.positions[t] * c_.rotary_dim];
    const float cos = std::bit_cast<float>(row[pair]);
    const float sin = std::bit_cast<float>(row[half + pair]);
    const volatile float other = partner * sin;
    return std::fmaf(x, cos, is_first ? -other : other);
  }
  void make_k_rope(int64_t t, int64_t h) {
    for (int64_t d = 0; d < c_.head_dim; ++d) {
      k_rope(t, h, d) = d < c_.rotary_dim
                            ? code_from_f32(c_.dtype, std::bit_cast<uint32_t>(rotated(t, h, d)))
                            : input(t, h, d);
    }
  }

  Case c_;
  Inputs in_;
  CacheModel model_;
  Declarations how_;
  std::vector<uint32_t> codes_;   // [owned, num_kv_heads, head_dim]
  std::vector<uint32_t> k_rope_;  // [num_tokens, num_kv_heads, head_dim]
};

}  // namespace ropekv::testing
