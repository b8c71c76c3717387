// Kernels that are wrong only because of what earlier launches left.
#pragma once

#include <algorithm>
#include <vector>

#include "properties/tests/tampered_kernel.h"

namespace ropekv::testing {

// V rows of slots that hold a row already are not written: somebody's idea of a prefix that is
// already there. The poison of a fresh pool is NaN, so that no single launch shows it. For f32 and
// pools without gaps.
inline ropekv_status run_with_old_rows_kept(const ropekv_args& args, HostLaunch how,
                                            ropekv_error* error) {
  auto* v_buffer = static_cast<float*>(args.v_buffer);
  const int64_t num_elements = args.num_slots * args.num_kv_heads * args.v_head_dim;
  const std::vector<float> before(v_buffer, v_buffer + num_elements);
  const ropekv_status status = run_production(args, how, error);
  for (int64_t i = 0; i < num_elements; ++i) {
    if (before[i] == before[i]) v_buffer[i] = before[i];
  }
  return status;
}

inline int64_t g_remembered_slot = -1;

// A slot of the launch before is scribbled on: a kernel that keeps an address between launches.
inline ropekv_status run_with_old_slot_scribbled(const ropekv_args& args, HostLaunch how,
                                                 ropekv_error* error) {
  const ropekv_status status = run_production(args, how, error);
  const auto* slots = static_cast<const int64_t*>(args.slot_mapping);
  const std::vector<int64_t> now(slots, slots + args.num_slots_given);
  if (g_remembered_slot >= 0 && std::ranges::count(now, g_remembered_slot) == 0) {
    const int64_t page = g_remembered_slot / args.page_size;
    const int64_t in_page = g_remembered_slot % args.page_size;
    static_cast<float*>(
        args.k_buffer)[page * args.k_buffer_stride.page + in_page * args.k_buffer_stride.slot] = 1;
  }
  for (const int64_t slot : now) {
    if (slot >= 0 && slot < args.num_slots) g_remembered_slot = slot;
  }
  return status;
}

}  // namespace ropekv::testing
