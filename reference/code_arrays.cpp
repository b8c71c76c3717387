#include "reference/code_arrays.h"

#include <algorithm>
#include <type_traits>

#include "reference/branch_free.h"
#include "reference/dispatch.h"
#include "reference/widest_vectors.h"

namespace ropekv {
namespace {

// Apart, since the compiler must know the step to make vectors.
template <typename Loop>
void with_step(int64_t step, const Loop& loop) {
  if (step == 1) {
    in_widest_vectors([=]() ROPEKV_INLINE { loop(std::integral_constant<int64_t, 1>{}); });
  } else if (step == 2) {
    in_widest_vectors([=]() ROPEKV_INLINE { loop(std::integral_constant<int64_t, 2>{}); });
  } else {
    loop(step);
  }
}

template <typename Code>
void load_as(const Code* from, int64_t step, int64_t n, uint32_t* __restrict codes) {
  with_step(step, [=](auto by) ROPEKV_INLINE {
    for (int64_t i = 0; i < n; ++i) codes[i] = from[by * i];
  });
}

}  // namespace

void codes_from_f32(DType dtype, const float* values, int64_t n, uint32_t* __restrict codes) {
  with_dtype(dtype, [=]<DType kDType>() {
    in_widest_vectors([=]() ROPEKV_INLINE {
      for (int64_t i = 0; i < n; ++i) {
        codes[i] = branch_free::code_from_f32<kDType>(std::bit_cast<uint32_t>(values[i]));
      }
    });
  });
}

void values_of_codes(DType dtype, const uint32_t* codes, int64_t step, int64_t n,
                     float* __restrict values) {
  with_dtype(dtype, [=]<DType kDType>() {
    with_step(step, [=](auto by) ROPEKV_INLINE {
      for (int64_t i = 0; i < n; ++i) {
        values[i] = std::bit_cast<float>(branch_free::f32_from_code<kDType>(codes[by * i]));
      }
    });
  });
}

void nearest_codes(DType dtype, const double* values, int64_t n, uint32_t* __restrict codes) {
  with_dtype(dtype, [=]<DType kDType>() {
    in_widest_vectors([=]() ROPEKV_INLINE {
      for (int64_t i = 0; i < n; ++i) codes[i] = branch_free::nearest_code<kDType>(values[i]);
    });
  });
}

void load_codes(const void* from, int64_t element_bytes, int64_t first, int64_t step, int64_t n,
                uint32_t* codes) {
  if (element_bytes == 4) {
    load_as(static_cast<const uint32_t*>(from) + first, step, n, codes);
  } else {
    load_as(static_cast<const uint16_t*>(from) + first, step, n, codes);
  }
}

void store_codes(const uint32_t* codes, int64_t n, int64_t element_bytes, void* to) {
  if (element_bytes == 4) {
    std::copy_n(codes, n, static_cast<uint32_t*>(to));
  } else {
    std::copy_n(codes, n, static_cast<uint16_t*>(to));
  }
}

}  // namespace ropekv
