#include "reference/row_codes.h"

#include <algorithm>

#include "reference/branch_free.h"
#include "reference/dispatch.h"
#include "reference/philox_rows.h"
#include "reference/widest_vectors.h"

namespace ropekv {
namespace {

constexpr int64_t kQuadsAtOnce = 64;
static_assert(kQuadsAtOnce % kPhiloxSide == 0);

// quad_bits (data.h) of consecutive quads.
void draw(const DataRow& row, int64_t first_quad, int64_t num_quads, uint32_t* words) {
  philox_row(
      {{static_cast<uint32_t>(row.token), static_cast<uint32_t>(row.token >> 32),
        static_cast<uint32_t>(row.head) | (row.stream << 24), static_cast<uint32_t>(first_quad)}},
      row.data_seed, num_quads, words);
}

template <DType kDType, Values kValues>
void encode(const uint32_t* words, int64_t n, uint32_t* __restrict codes) {
  in_widest_vectors([=]() ROPEKV_INLINE {
    for (int64_t i = 0; i < n; ++i) codes[i] = branch_free::element_code<kDType, kValues>(words[i]);
  });
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
