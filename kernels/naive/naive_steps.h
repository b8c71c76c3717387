// The steps of the naive kernel in order, told to a runner that knows the lane.
#pragma once

#include "kernels/grid.h"
#include "kernels/naive/naive_body.h"

namespace ropekv::naive {

// `runner.rope(rows, grid)` and `runner.scatter(what, grid)` run one step over a whole grid.
template <class T, class Runner>
ropekv_status run_steps(const ropekv_args& a, const Runner& runner, ropekv_error* error) {
  const int128 tokens = a.num_tokens;
  const int64_t half = a.rotary_dim / 2;
  const Rows<T> q{static_cast<const T*>(a.q),
                  static_cast<T*>(a.q_rope),
                  a.q_stride,
                  a.q_rope_stride,
                  a.num_qo_heads,
                  a.head_dim};
  const Rows<T> k{static_cast<const T*>(a.k),
                  static_cast<T*>(a.k_rope),
                  a.k_stride,
                  a.k_rope_stride,
                  a.num_kv_heads,
                  a.head_dim};
  // A cache of the same dtype takes the rotated K from where the rotation left it. An fp8 cache
  // needs it before it was rounded, so K is rotated once more, and before k itself may change.
  const bool fp8 = a.cache_dtype != a.dtype;
  const Scatter<T> k_cache{fp8 ? k.in : k.out, a.k_buffer,     fp8 ? a.k_stride : a.k_rope_stride,
                           a.k_buffer_stride,  a.num_kv_heads, a.head_dim,
                           a.k_scale,          a.k_scale_ptr,  a.rotary_dim};
  const Scatter<T> v_cache{static_cast<const T*>(a.v),
                           a.v_buffer,
                           a.v_stride,
                           a.v_buffer_stride,
                           a.num_kv_heads,
                           a.v_head_dim,
                           a.v_scale,
                           a.v_scale_ptr,
                           0};

  // All grids before the first launch: a rejected launch has written nothing.
  Grid q_grid{}, k_grid{}, k_cache_grid{}, v_cache_grid{};
  const auto plan = [&](int128 threads_per_token, Grid* grid) {
    return flat_grid(a, tokens * threads_per_token, grid, error);
  };
  if (ropekv_status s = plan(int128{a.num_qo_heads} * (a.head_dim - half), &q_grid)) return s;
  if (ropekv_status s = plan(int128{a.num_kv_heads} * (a.head_dim - half), &k_grid)) return s;
  if (ropekv_status s = plan(int128{a.num_kv_heads} * a.head_dim, &k_cache_grid)) return s;
  if (ropekv_status s = plan(int128{a.num_kv_heads} * a.v_head_dim, &v_cache_grid)) return s;

  const auto store_k = [&]() -> ropekv_status {
    return a.k_buffer == nullptr ? ROPEKV_OK : runner.scatter(k_cache, k_cache_grid);
  };
  ropekv_status status = fp8 ? store_k() : ROPEKV_OK;
  if (status == ROPEKV_OK && a.q != nullptr) status = runner.rope(q, q_grid);
  if (status == ROPEKV_OK && a.k != nullptr) status = runner.rope(k, k_grid);
  if (status == ROPEKV_OK && !fp8) status = store_k();
  if (status == ROPEKV_OK && a.v_buffer != nullptr) status = runner.scatter(v_cache, v_cache_grid);
  return status;
}

template <class Runner>
ropekv_status run_for_dtype(const ropekv_args& a, const Runner& runner, ropekv_error* error) {
  switch (a.dtype) {
    case ROPEKV_F32:
      return run_steps<float>(a, runner, error);
    case ROPEKV_F16:
      return run_steps<__half>(a, runner, error);
    default:
      return run_steps<__nv_bfloat16>(a, runner, error);
  }
}

}  // namespace ropekv::naive
