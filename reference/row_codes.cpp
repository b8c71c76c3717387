#include "reference/row_codes.h"

#include <algorithm>

#include "reference/branch_free.h"
#include "reference/dispatch.h"

namespace ropekv {
namespace {

constexpr int64_t kQuadsAtOnce = 64;

// A constant number of quads in an inner loop: the compiler computes them side by side.
void draw(const DataRow& row, int64_t first_quad, int64_t num_quads, uint32_t* __restrict words) {
  constexpr int64_t kSide = 8;
  for (int64_t group = 0; group < num_quads; group += kSide) {
    for (int64_t i = group; i < group + kSide; ++i) {
      const Philox4 bits =
          quad_bits(row.data_seed, row.stream, row.token, row.head, first_quad + i);
      for (int word = 0; word < 4; ++word) words[4 * i + word] = bits.word[word];
    }
  }
}

template <DType kDType, Values kValues>
void encode(const uint32_t* words, int64_t n, uint32_t* __restrict codes) {
  for (int64_t i = 0; i < n; ++i) codes[i] = branch_free::element_code<kDType, kValues>(words[i]);
  if constexpr (kValues == Values::kSpecial) {
    for (int64_t i = 0; i < n; ++i) {
      if (branch_free::is_special(words[i])) codes[i] = element_code(kDType, kValues, words[i]);
    }
  }
}

}  // namespace

void row_codes(const DataRow& row, int64_t begin, int64_t end, uint32_t* codes) {
  uint32_t words[4 * kQuadsAtOnce];
  for (int64_t dim = begin; dim < end; dim += 4 * kQuadsAtOnce) {
    const int64_t n = std::min(end - dim, 4 * kQuadsAtOnce);
    draw(row, dim >> 2, (n + 3) / 4, words);
    with_dtype(row.dtype, [&]<DType kDType>() {
      with_values(row.values, [&]<Values kValues>() {
        encode<kDType, kValues>(words, n, codes + (dim - begin));
      });
    });
  }
}

}  // namespace ropekv
