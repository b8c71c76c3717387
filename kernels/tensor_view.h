// The tensors of a launch as a list, so that a rule about all of them is written once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/contract.h"

namespace ropekv {

__extension__ typedef __int128 int128;  // sums of products of int64 without overflow

struct Dim {
  const char* name;  // of its stride, as the contract spells it
  int64_t size;
  int64_t stride;  // elements; means nothing where size <= 1
};

// Rows of `row_size` contiguous elements at every combination of the outer dims.
struct TensorView {
  const char* name;
  const void* base;  // null: absent
  int64_t element_bytes;
  int64_t row_size;
  std::array<Dim, 3> dims;
};

constexpr int64_t element_bytes(int32_t dtype) {
  return dtype == ROPEKV_F32 ? 4 : dtype == ROPEKV_F16 || dtype == ROPEKV_BF16 ? 2 : 1;
}
constexpr bool is_fp8(int32_t dtype) {
  return dtype == ROPEKV_FP8_E4M3 || dtype == ROPEKV_FP8_E5M2;
}
constexpr int64_t index_bytes(int32_t index_dtype) {
  return index_dtype == ROPEKV_INT64 ? 8 : 4;
}

// Bytes from the first to one past the last element.
inline int128 extent_bytes(const TensorView& tensor) {
  int128 last = 0;
  for (const Dim& dim : tensor.dims) {
    if (dim.size > 1) last += static_cast<int128>(dim.size - 1) * dim.stride;
  }
  return (last + tensor.row_size) * tensor.element_bytes;
}

constexpr size_t kNumTensors = 7;

inline std::array<TensorView, kNumTensors> tensors_of(const ropekv_args& a) {
  const int64_t in_bytes = element_bytes(a.dtype);
  const int64_t cache_bytes = element_bytes(a.cache_dtype);
  const int64_t pages = a.num_slots / a.page_size + (a.num_slots % a.page_size != 0);
  const int64_t page_slots = a.page_size < a.num_slots ? a.page_size : a.num_slots;
  const Dim none{"", 1, 0};
  const auto rows = [&](int64_t heads, const ropekv_strides& s) {
    return std::array<Dim, 3>{Dim{"token", a.num_tokens, s.token}, Dim{"head", heads, s.head},
                              none};
  };
  const auto pool = [&](const ropekv_cache_strides& s) {
    return std::array<Dim, 3>{Dim{"page", pages, s.page}, Dim{"slot", page_slots, s.slot},
                              Dim{"head", a.num_kv_heads, s.head}};
  };
  return {{
      {"q", a.q, in_bytes, a.head_dim, rows(a.num_qo_heads, a.q_stride)},
      {"q_rope", a.q_rope, in_bytes, a.head_dim, rows(a.num_qo_heads, a.q_rope_stride)},
      {"k", a.k, in_bytes, a.head_dim, rows(a.num_kv_heads, a.k_stride)},
      {"k_rope", a.k_rope, in_bytes, a.head_dim, rows(a.num_kv_heads, a.k_rope_stride)},
      {"v", a.v, in_bytes, a.v_head_dim, rows(a.num_kv_heads, a.v_stride)},
      {"k_buffer", a.k_buffer, cache_bytes, a.head_dim, pool(a.k_buffer_stride)},
      {"v_buffer", a.v_buffer, cache_bytes, a.v_head_dim, pool(a.v_buffer_stride)},
  }};
}

// Same base and same stride wherever a stride is used.
inline bool exactly_aliased(const TensorView& a, const TensorView& b) {
  for (size_t i = 0; i < a.dims.size(); ++i) {
    if (a.dims[i].size > 1 && a.dims[i].stride != b.dims[i].stride) return false;
  }
  return a.base == b.base;
}

}  // namespace ropekv
