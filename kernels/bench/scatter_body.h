// One thread of the scatter: one chunk of k_rope or v on its way to the cache, for both lanes.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernels/contract.h"
#include "kernels/element.h"
#include "kernels/fp8.h"
#include "kernels/host_device.h"
#include "kernels/support.h"

namespace ropekv::bench {

// Rows of one input and the pool that they go to.
struct ScatterSide {
  const void* in;
  void* pool;
  ropekv_strides in_stride;
  ropekv_cache_strides pool_stride;
  const float* scale_ptr;
  float scale;
  uint32_t chunks;  // of a head's row
  uint32_t end;     // of these chunks in a token's list
};

struct ScatterPlan {
  ScatterSide k, v;  // v.end is the length of a token's list
  const void* slot_mapping;
  const void* positions;
  int64_t num_tokens;  // with a slot given
  int64_t num_slots, max_position;
  int32_t page_size, slot_dtype, position_dtype, cache_dtype;
  uint32_t vec;  // elements in a chunk: 16 bytes of input, or 1
};

// What is left to do after the rotation; v.end is 0 if that is nothing.
ScatterPlan plan_scatter(const ropekv_args& args);

// The launch before it.
inline ropekv_args without_caches(ropekv_args args) {
  args.k_buffer = args.v_buffer = nullptr;
  return args;
}

inline int64_t num_threads(const ScatterPlan& plan) {
  return plan.num_tokens * plan.v.end;
}

ROPEKV_HOST_DEVICE inline int64_t index_at(const void* array, int32_t dtype, int64_t i) {
  return dtype == ROPEKV_INT64 ? static_cast<const int64_t*>(array)[i]
                               : static_cast<const int32_t*>(array)[i];
}

template <class Code, int kVec>
struct alignas(sizeof(Code) * kVec) Chunk {
  Code codes[kVec];
};

template <class Element, int kVec, bool kFp8>
ROPEKV_HOST_DEVICE inline void scatter_chunk(const ScatterPlan& plan, const ScatterSide& side,
                                             int64_t token, int64_t slot, uint32_t chunk) {
  using Code = typename Element::Code;
  const uint32_t head = chunk / side.chunks;
  const uint32_t dim = (chunk - head * side.chunks) * kVec;
  const int64_t page = plan.page_size == 1 ? slot : slot / plan.page_size;
  const int64_t to = page * side.pool_stride.page +
                     (slot - page * plan.page_size) * side.pool_stride.slot +
                     int64_t{head} * side.pool_stride.head + dim;
  const int64_t from = token * side.in_stride.token + int64_t{head} * side.in_stride.head + dim;
  const auto in =
      *reinterpret_cast<const Chunk<Code, kVec>*>(static_cast<const Code*>(side.in) + from);
  if constexpr (kFp8) {
    const float scale = side.scale_ptr != nullptr ? *side.scale_ptr : side.scale;
    Chunk<uint8_t, kVec> out;
    for (int i = 0; i < kVec; ++i) {
      out.codes[i] = fp8_code(div_rn(Element::widen(in.codes[i]), scale), plan.cache_dtype);
    }
    *reinterpret_cast<Chunk<uint8_t, kVec>*>(static_cast<uint8_t*>(side.pool) + to) = out;
  } else {
    *reinterpret_cast<Chunk<Code, kVec>*>(static_cast<Code*>(side.pool) + to) = in;
  }
}

template <class Element, int kVec, bool kFp8>
ROPEKV_HOST_DEVICE inline void scatter_thread(const ScatterPlan& plan, int64_t index) {
  const int64_t token = index / plan.v.end;
  if (token >= plan.num_tokens) return;
  const auto chunk = static_cast<uint32_t>(index - token * plan.v.end);
  const int64_t slot = index_at(plan.slot_mapping, plan.slot_dtype, token);
  const int64_t position = index_at(plan.positions, plan.position_dtype, token);
  if (slot < 0 || slot >= plan.num_slots) return;
  if (position < 0 || position >= plan.max_position) return;
  if (chunk < plan.k.end) {
    scatter_chunk<Element, kVec, kFp8>(plan, plan.k, token, slot, chunk);
  } else {
    scatter_chunk<Element, kVec, kFp8>(plan, plan.v, token, slot, chunk - plan.k.end);
  }
}

// Returns run(Element{}, constant kVec, constant kFp8).
template <class Element, class Run>
ropekv_status scatter_as(const ScatterPlan& plan, bool fp8, const Run& run) {
  constexpr int kFull = 16 / static_cast<int>(sizeof(typename Element::Code));
  using Full = std::integral_constant<int, kFull>;
  using One = std::integral_constant<int, 1>;
  if (plan.vec == kFull) {
    return fp8 ? run(Element{}, Full{}, std::true_type{})
               : run(Element{}, Full{}, std::false_type{});
  }
  return fp8 ? run(Element{}, One{}, std::true_type{}) : run(Element{}, One{}, std::false_type{});
}

template <class Run>
ropekv_status dispatch_scatter(const ropekv_args& args, const ScatterPlan& plan, const Run& run) {
  const bool fp8 = args.cache_dtype != args.dtype;
  if (args.dtype == ROPEKV_F32) return scatter_as<F32>(plan, fp8, run);
  if (args.dtype == ROPEKV_F16) return scatter_as<F16>(plan, fp8, run);
  return scatter_as<Bf16>(plan, fp8, run);
}

}  // namespace ropekv::bench
