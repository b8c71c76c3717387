#include "reference/pair_block.h"

#include <bit>

#include "reference/code_arrays.h"
#include "reference/row_codes.h"

namespace ropekv {
namespace {

using EveryOther = Eigen::Map<const Eigen::ArrayXf, 0, Eigen::InnerStride<2>>;

}  // namespace

void PairBlock::gather(const Case& c, const Inputs& in, const Declarations& how,
                       DataStream stream) {
  const int64_t half = c.rotary_dim / 2;
  for (Eigen::ArrayXf* array : {&x1, &x2, &cos, &sin}) array->resize(half * std::ssize(rows));
  codes_.resize(c.rotary_dim);
  values_.resize(c.rotary_dim);
  int64_t i = 0;
  for (const auto [token, head] : rows) {
    row_codes({c.dtype, c.values, c.data_seed, stream, token, head}, 0, c.rotary_dim,
              codes_.data());
    values_of_codes(c.dtype, codes_.data(), c.rotary_dim, values_.data());
    const Eigen::Map<const Eigen::ArrayXf> table(
        reinterpret_cast<const float*>(&in.cos_sin_cache[in.positions[token] * c.rotary_dim]),
        c.rotary_dim);
    if (c.style == RopeStyle::kNeox) {
      x1.segment(i, half) = values_.head(half);
      x2.segment(i, half) = values_.tail(half);
    } else {
      x1.segment(i, half) = EveryOther(&values_[0], half);
      x2.segment(i, half) = EveryOther(&values_[1], half);
    }
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
