#include "reference/pair_block.h"

#include <algorithm>
#include <bit>

namespace ropekv {

void PairBlock::gather(const Case& c, const Inputs& in, const Declarations& how,
                       DataStream stream) {
  const int64_t half = c.rotary_dim / 2;
  for (Eigen::ArrayXf* array : {&x1, &x2, &cos, &sin}) array->resize(half * std::ssize(rows));
  std::vector<float> values(c.rotary_dim);
  int64_t i = 0;
  for (const auto [token, head] : rows) {
    const uint32_t* row = &in.cos_sin_cache[in.positions[token] * c.rotary_dim];
    for (int64_t dim = 0; dim < c.rotary_dim; dim += 4) {
      const Philox4 bits = quad_bits(c.data_seed, stream, token, head, dim >> 2);
      for (int64_t d = dim; d < std::min(dim + 4, c.rotary_dim); ++d) {
        values[d] = value_of(c.dtype, element_code(c.dtype, c.values, bits.word[d & 3]));
      }
    }
    for (int64_t pair = 0; pair < half; ++pair, ++i) {
      const PairDims dims = dims_of_pair(c, pair);
      x1[i] = values[dims.first];
      x2[i] = values[dims.second];
      cos[i] = std::bit_cast<float>(row[pair]);
      sin[i] = std::bit_cast<float>(row[half + pair]);
    }
  }
  if (!how.table_rounded_to_input) return;
  for (Eigen::ArrayXf* table : {&cos, &sin}) {
    *table = table->unaryExpr([&](float x) {
      return value_of(c.dtype, code_from_f32(c.dtype, std::bit_cast<uint32_t>(x)));
    });
  }
}

}  // namespace ropekv
