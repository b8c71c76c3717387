// A problem as the arguments of a launch, and a launch cut into parts.
#include <algorithm>
#include <limits>

#include "properties/problem.h"

namespace ropekv {
namespace {

constexpr int64_t kHugeStride = (int64_t{1} << 40) + 1;

int32_t contract_dtype(DType dtype) {
  return dtype == DType::kF32 ? ROPEKV_F32 : dtype == DType::kF16 ? ROPEKV_F16 : ROPEKV_BF16;
}

int32_t contract_cache_dtype(const Case& c) {
  switch (c.cache_dtype) {
    case CacheDType::kE4M3:
      return ROPEKV_FP8_E4M3;
    case CacheDType::kE5M2:
      return ROPEKV_FP8_E5M2;
    case CacheDType::kSame:
      break;
  }
  return contract_dtype(c.dtype);
}

int32_t contract_index(IndexType type) {
  return type == IndexType::kInt32 ? ROPEKV_INT32 : ROPEKV_INT64;
}

// A dim of size 1 has no stride that means anything.
int64_t told(const Case& c, int64_t size, int64_t stride) {
  if (size > 1 || c.unit_strides == UnitStrides::kNatural) return stride;
  return c.unit_strides == UnitStrides::kZero ? 0 : kHugeStride;
}

void set_shapes(const Case& c, ropekv_args* args) {
  args->num_tokens = c.num_tokens;
  args->num_slots_given = c.num_slots_given;
  args->num_slots = c.num_slots;
  args->max_position = c.max_position;
  args->reserved_slot = c.reserved_slot;
  args->num_qo_heads = c.has_q() ? static_cast<int32_t>(c.num_qo_heads) : 0;
  args->num_kv_heads = c.has_k() || c.has_v() ? static_cast<int32_t>(c.num_kv_heads) : 0;
  args->head_dim = static_cast<int32_t>(c.head_dim);
  args->v_head_dim = static_cast<int32_t>(c.v_head_dim);
  args->rotary_dim = static_cast<int32_t>(c.rotary_dim);
  args->page_size = static_cast<int32_t>(c.page_size);
  args->style = c.style == RopeStyle::kNeox ? ROPEKV_STYLE_NEOX : ROPEKV_STYLE_INTERLEAVED;
  args->dtype = contract_dtype(c.dtype);
  args->table_dtype = contract_dtype(c.table_dtype);
  args->cache_dtype = contract_cache_dtype(c);
  args->position_dtype = contract_index(c.position_dtype);
  args->slot_dtype = contract_index(c.slot_dtype);
}

void set_strides(const Problem& problem, ropekv_args* args) {
  const Case& c = problem.c;
  const auto stride_of = [&](Tensor tensor) -> ropekv_strides {
    const auto found = problem.layout.find(tensor);
    if (!found) return {};
    const View& view = *found->view;
    return {told(c, view.num_rows, view.page_stride), told(c, view.num_heads, view.head_stride)};
  };
  const auto cache_stride_of = [&](Tensor tensor) -> ropekv_cache_strides {
    const auto found = problem.layout.find(tensor);
    if (!found) return {};
    const View& view = *found->view;
    const int64_t pages = view.num_rows / view.page_size;
    return {told(c, pages, view.page_stride), told(c, view.page_size, view.row_stride),
            told(c, view.num_heads, view.head_stride)};
  };
  args->q_stride = stride_of(Tensor::kQ);
  args->k_stride = stride_of(Tensor::kK);
  args->v_stride = stride_of(Tensor::kV);
  args->q_rope_stride = stride_of(Tensor::kQRope);
  args->k_rope_stride = stride_of(Tensor::kKRope);
  args->k_buffer_stride = cache_stride_of(Tensor::kKBuffer);
  args->v_buffer_stride = cache_stride_of(Tensor::kVBuffer);
}

// Of the contract's dtypes; said apart from the kernels' own (kernels/tensor_view.h).
int64_t bytes_of(int32_t dtype) {
  return dtype == ROPEKV_F32 ? 4 : dtype == ROPEKV_F16 || dtype == ROPEKV_BF16 ? 2 : 1;
}
int64_t bytes_of_index(int32_t dtype) {
  return dtype == ROPEKV_INT64 ? 8 : 4;
}

template <class Pointer>
void advance(Pointer& pointer, int64_t bytes) {
  if (!pointer) return;
  const char* moved = reinterpret_cast<const char*>(pointer) + bytes;
  pointer = reinterpret_cast<Pointer>(const_cast<char*>(moved));
}

}  // namespace

ropekv_args Problem::args(void* arena) const {
  ropekv_args args{};
  args.struct_bytes = sizeof args;
  args.contract_version = ROPEKV_CONTRACT_VERSION;
  set_shapes(c, &args);
  set_strides(*this, &args);
  args.q = address(arena, Tensor::kQ);
  args.k = address(arena, Tensor::kK);
  args.v = address(arena, Tensor::kV);
  args.q_rope = address(arena, Tensor::kQRope);
  args.k_rope = address(arena, Tensor::kKRope);
  args.k_buffer = address(arena, Tensor::kKBuffer);
  args.v_buffer = address(arena, Tensor::kVBuffer);
  args.positions = address(arena, Tensor::kPositions);
  args.slot_mapping = address(arena, Tensor::kSlotMapping);
  args.cos_sin_cache = address(arena, Tensor::kCosSinCache);
  args.k_scale_ptr = static_cast<const float*>(address(arena, Tensor::kKScale));
  args.v_scale_ptr = static_cast<const float*>(address(arena, Tensor::kVScale));
  // Who reads a scale that means nothing shows as NaN.
  const float none = std::numeric_limits<float>::quiet_NaN();
  args.k_scale = c.fp8_cache() && c.writes_k() && !args.k_scale_ptr ? c.k_scale : none;
  args.v_scale = c.fp8_cache() && c.writes_v() && !args.v_scale_ptr ? c.v_scale : none;
  // Engines pass either for an empty mapping.
  if (c.num_slots_given == 0 && c.data_seed % 2 == 1) args.slot_mapping = nullptr;
  args.enable_pdl = c.pdl;
  return args;
}

ropekv_args args_of_tokens(const ropekv_args& whole, int64_t begin, int64_t end) {
  ropekv_args args = whole;
  args.num_tokens = end - begin;
  args.num_slots_given = std::clamp<int64_t>(whole.num_slots_given - begin, 0, end - begin);
  const int64_t bytes = bytes_of(args.dtype);
  advance(args.q, begin * args.q_stride.token * bytes);
  advance(args.k, begin * args.k_stride.token * bytes);
  advance(args.v, begin * args.v_stride.token * bytes);
  advance(args.q_rope, begin * args.q_rope_stride.token * bytes);
  advance(args.k_rope, begin * args.k_rope_stride.token * bytes);
  advance(args.positions, begin * bytes_of_index(args.position_dtype));
  // Never past its end: the tokens of this part may have no slots at all.
  advance(args.slot_mapping,
          std::min(begin, whole.num_slots_given) * bytes_of_index(args.slot_dtype));
  return args;
}

ropekv_args args_of_heads(const ropekv_args& whole, int32_t q_begin, int32_t q_end,
                          int32_t kv_begin, int32_t kv_end) {
  ropekv_args args = whole;
  args.num_qo_heads = q_end - q_begin;
  args.num_kv_heads = kv_end - kv_begin;
  const int64_t bytes = bytes_of(args.dtype);
  const int64_t cache_bytes = bytes_of(args.cache_dtype);
  advance(args.q, q_begin * args.q_stride.head * bytes);
  advance(args.q_rope, q_begin * args.q_rope_stride.head * bytes);
  advance(args.k, kv_begin * args.k_stride.head * bytes);
  advance(args.k_rope, kv_begin * args.k_rope_stride.head * bytes);
  advance(args.v, kv_begin * args.v_stride.head * bytes);
  advance(args.k_buffer, kv_begin * args.k_buffer_stride.head * cache_bytes);
  advance(args.v_buffer, kv_begin * args.v_buffer_stride.head * cache_bytes);
  if (args.num_qo_heads == 0) args.q = args.q_rope = nullptr;
  if (args.num_kv_heads == 0) {
    args.k = args.v = nullptr;
    args.k_rope = args.k_buffer = args.v_buffer = nullptr;
  }
  return args;
}

}  // namespace ropekv
