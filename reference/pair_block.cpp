#include "reference/pair_block.h"

#include <bit>

#include "reference/code_arrays.h"
#include "reference/row_codes.h"

namespace ropekv {

void PairBlock::gather(const Case& c, const Inputs& in, const Declarations& how,
                       DataStream stream) {
  const int64_t half = c.rotary_dim / 2;
  for (Eigen::ArrayXf* array : {&x1, &x2, &cos, &sin}) array->resize(half * std::ssize(rows));
  codes_.resize(c.rotary_dim);
  int64_t i = 0;
  for (const auto [token, head] : rows) {
    row_codes({c.dtype, c.values, c.data_seed, stream, token, head}, 0, c.rotary_dim,
              codes_.data());
    const auto [first, second] = dims_of_pair(c, 0);
    values_of_codes(c.dtype, &codes_[first], dim_step(c), half, &x1[i]);
    values_of_codes(c.dtype, &codes_[second], dim_step(c), half, &x2[i]);
    const Eigen::Map<const Eigen::ArrayXf> table(
        reinterpret_cast<const float*>(&in.cos_sin_cache[in.positions[token] * c.rotary_dim]),
        c.rotary_dim);
    cos.segment(i, half) = table.head(half);
    sin.segment(i, half) = table.tail(half);
    i += half;
  }
  if (!how.table_rounded_to_input) return;
  for (Eigen::ArrayXf* table : {&cos, &sin}) {
    *table = table->unaryExpr([&](float x) {
      return value_of(c.dtype, code_from_f32(c.dtype, std::bit_cast<uint32_t>(x)));
    });
  }
}

}  // namespace ropekv
