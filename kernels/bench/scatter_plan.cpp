#include "kernels/bench/scatter_body.h"
#include "kernels/chunk_alignment.h"

namespace ropekv::bench {

ScatterPlan plan_scatter(const ropekv_args& a) {
  const auto tensors = tensors_of(a);  // k_rope, v, k_buffer, v_buffer: 3 to 6
  const int64_t full = 16 / element_bytes(a.dtype);
  const auto both = [&](size_t from, size_t to) {
    return allows_chunks(tensors[from], full) && allows_chunks(tensors[to], full);
  };
  const bool wide = (a.k_buffer == nullptr || both(3, 5)) && (a.v_buffer == nullptr || both(4, 6));

  ScatterPlan plan{};
  plan.vec = wide ? static_cast<uint32_t>(full) : 1;
  const auto heads = static_cast<uint32_t>(a.num_kv_heads);
  const auto chunks = [&](int32_t dim) { return static_cast<uint32_t>(dim) / plan.vec; };
  plan.k = {a.k_rope,      a.k_buffer, a.k_rope_stride,    a.k_buffer_stride,
            a.k_scale_ptr, a.k_scale,  chunks(a.head_dim), 0};
  plan.v = {a.v,           a.v_buffer, a.v_stride,           a.v_buffer_stride,
            a.v_scale_ptr, a.v_scale,  chunks(a.v_head_dim), 0};
  if (a.k_buffer != nullptr) plan.k.end = heads * plan.k.chunks;
  plan.v.end = plan.k.end + (a.v_buffer != nullptr ? heads * plan.v.chunks : 0);
  plan.slot_mapping = a.slot_mapping;
  plan.positions = a.positions;
  plan.num_tokens = a.num_slots_given;
  plan.num_slots = a.num_slots;
  plan.max_position = a.max_position;
  plan.page_size = a.page_size;
  plan.slot_dtype = a.slot_dtype;
  plan.position_dtype = a.position_dtype;
  plan.cache_dtype = a.cache_dtype;
  return plan;
}

}  // namespace ropekv::bench
