// Kernels that go wrong in one way each, for the proof that each property sees something that no
// other of its kind sees. Most are the production kernel with one line before or after it; those of
// the relations are right on the case as it stands, and wrong in one of its other forms.
#pragma once

#include <cmath>
#include <cstring>
#include <vector>

#include "properties/tests/tampered_kernel.h"

namespace ropekv::testing {

inline char* bytes_of(const void* address) {
  return static_cast<char*>(const_cast<void*>(address));
}
inline float* floats_of(const void* address) {
  return static_cast<float*>(const_cast<void*>(address));
}
inline const int64_t* indices_of(const void* address) {
  return static_cast<const int64_t*>(address);
}

// Four codes up: well outside any bound of rounding where the value is near 1.
inline void spoil(const void* element) {
  bytes_of(element)[0] ^= 4;
}

// The row of token 0 in a flat pool of f32.
inline float* first_row(void* pool, const ropekv_cache_strides& stride, const ropekv_args& args) {
  return floats_of(pool) + indices_of(args.slot_mapping)[0] * stride.page;
}

// Expands to a tampered kernel that runs the right one, then `fault` with `args` in scope.
#define ROPEKV_AFTER(fault)                                                               \
  ::ropekv::testing::tampered(                                                            \
      [](const ropekv_args& args, HostLaunch how, ropekv_error* error) -> ropekv_status { \
        const ropekv_status status = ::ropekv::testing::run_production(args, how, error); \
        (void)how;                                                                        \
        fault;                                                                            \
        return status;                                                                    \
      })

// The table's sines without their sign.
inline ropekv_status run_with_unsigned_sines(const ropekv_args& args, HostLaunch how,
                                             ropekv_error* error) {
  const int64_t half = args.rotary_dim / 2;
  const float* from = floats_of(args.cos_sin_cache);
  std::vector<float> table(from, from + args.max_position * args.rotary_dim);
  for (size_t i = 0; i < table.size(); ++i) {
    if (static_cast<int64_t>(i) % args.rotary_dim >= half) table[i] = std::fabs(table[i]);
  }
  ropekv_args changed = args;
  changed.cos_sin_cache = table.data();
  return run_production(changed, how, error);
}

// q_rope is scaled, as the attention of a long context is, and an inverse rotation takes that back.
inline ropekv_status run_with_scaled_q(const ropekv_args& args, HostLaunch how,
                                       ropekv_error* error) {
  const ropekv_status status = run_production(args, how, error);
  const int64_t row = indices_of(args.positions)[0] * args.rotary_dim;
  const float scale = floats_of(args.cos_sin_cache)[row + args.rotary_dim / 2] < 0 ? 0.5F : 2.0F;
  for (int64_t t = 0; t < args.num_tokens; ++t) {
    for (int64_t head = 0; head < args.num_qo_heads; ++head) {
      float* q =
          floats_of(args.q_rope) + t * args.q_rope_stride.token + head * args.q_rope_stride.head;
      for (int64_t dim = 0; dim < args.rotary_dim; ++dim) q[dim] *= scale;
    }
  }
  return status;
}

// A V row that the cache holds already is added to.
inline ropekv_status run_with_rows_added(const ropekv_args& args, HostLaunch how,
                                         ropekv_error* error) {
  const float* row = first_row(args.v_buffer, args.v_buffer_stride, args);
  const bool is_there = std::memcmp(row, args.v, sizeof(float) * args.v_head_dim) == 0;
  const ropekv_status status = run_production(args, how, error);
  if (is_there) spoil(row);
  return status;
}

// A kernel that promises no fixed order of evaluation: relations hold it to V and the tails only.
inline Kernel without_fixed_order(Kernel kernel) {
  kernel.description.fixed_order = 0;
  return kernel;
}

}  // namespace ropekv::testing
