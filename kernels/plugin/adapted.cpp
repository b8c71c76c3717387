// A kernel with a signature of its own under test: what it can do is described, what the
// description has no field for is said by ropekv_supports, and the launch only passes arguments on.
#include <cstdio>
#include <limits>

#include "kernels/contract.h"
#include "kernels/plugin/foreign/rope_set_kv_cache.h"

namespace {

ropekv_status unsupported(ropekv_error* error, const char* sentence) {
  std::snprintf(error->message, sizeof error->message, "%s", sentence);
  return ROPEKV_UNSUPPORTED;
}

}  // namespace

extern "C" ropekv_status ropekv_describe(ropekv_description* out) {
  ropekv_description d{};
  d.struct_bytes = sizeof d;
  d.contract_version = ROPEKV_CONTRACT_VERSION;
  d.name = "adapted";
  d.summary = "foreign::rope_set_kv_cache";
  d.memories = 1U << ROPEKV_MEMORY_HOST | (ROPEKV_CUDA ? 1U << ROPEKV_MEMORY_CUDA : 0U);
  d.styles = 1U << ROPEKV_STYLE_NEOX | 1U << ROPEKV_STYLE_INTERLEAVED;
  d.dtypes = d.cache_dtypes = 1U << ROPEKV_F16 | 1U << ROPEKV_BF16;
  d.table_dtypes = 1U << ROPEKV_F32;
  d.position_dtypes = d.slot_dtypes = 1U << ROPEKV_INT64;
  d.max_page_size = 1;  // one stride from slot to slot
  d.in_place = d.out_of_place = 1;
  d.writes_k_rope = 1;
  d.rotates_padded_k = 1;
  d.skips_negative_slots = 0;  // it has no idea of a token without a slot
  d.bounds_safe = 0;           // nor of how long the table is
  *out = d;
  return ROPEKV_OK;
}

extern "C" ropekv_status ropekv_supports(const ropekv_args* args, ropekv_error* error) {
  const ropekv_args& a = *args;
  if ((a.k_buffer == nullptr) != (a.v_buffer == nullptr)) {
    return unsupported(error, "save_kv_cache is for k_buffer and v_buffer together");
  }
  if (a.v_buffer && a.v_head_dim != a.head_dim) {
    return unsupported(error, "v_head_dim differs from head_dim: there is one argument for both");
  }
  if (a.k_buffer && a.num_slots_given < a.num_tokens) {
    return unsupported(error, "slot_mapping is shorter than num_tokens");
  }
  if (a.num_tokens > std::numeric_limits<uint32_t>::max()) {
    return unsupported(error, "num_tokens does not fit into nnz");
  }
  return ROPEKV_OK;
}

extern "C" ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  const ropekv_args& a = *args;
  using foreign::DType;
  using foreign::Where;
  // The foreign heads are all rotated: of an absent k there are none.
  const uint32_t num_kv_heads = a.k ? a.num_kv_heads : 0;
  const int code = foreign::rope_set_kv_cache(
      a.dtype == ROPEKV_F16 ? DType::kF16 : DType::kBF16, a.q, a.k, a.q_rope, a.k_rope, a.v,
      a.k_buffer, a.v_buffer, static_cast<const float*>(a.cos_sin_cache),
      static_cast<const int64_t*>(a.positions), static_cast<uint32_t>(a.num_tokens), a.num_qo_heads,
      num_kv_heads, a.rotary_dim, a.head_dim, a.q_stride.token, a.q_stride.head, a.k_stride.token,
      a.k_stride.head, a.v_stride.token, a.v_stride.head, a.q_rope_stride.token,
      a.q_rope_stride.head, a.k_rope_stride.token, a.k_rope_stride.head, a.k_buffer_stride.page,
      a.k_buffer_stride.head, a.v_buffer_stride.page, a.v_buffer_stride.head,
      static_cast<const int64_t*>(a.slot_mapping), a.style == ROPEKV_STYLE_INTERLEAVED,
      a.k_buffer != nullptr, a.enable_pdl != 0, stream, stream ? Where::kCuda : Where::kHost);
  if (code == 0) return ROPEKV_OK;
  error->cuda_error = code;
  std::snprintf(error->message, sizeof error->message, "rope_set_kv_cache returned %d", code);
  return ROPEKV_LAUNCH_FAILED;
}
