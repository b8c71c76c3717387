// A case as an engine would capture it: the arguments of its launch, written by the logger.
#pragma once

#include <string>

#include "fuzz/capture/ropekv_capture.h"
#include "properties/problem.h"

namespace ropekv {

// What a capture does not say, and the case then has as by default.
inline Case as_captured(Case c) {
  c.values = Values::kNormal;
  c.data_seed = 0;
  c.table = TableKind::kReal;
  c.theta = 10000;
  c.memory = Memory::kGuarded;
  c.scenario = {};
  c.bad_positions_permille = 0;
  return c;
}

struct CapturedCase {
  ropekv_capture::Launch launch;
  std::vector<int64_t> wide[2];  // positions and slots, of which the launch has the addresses
  std::vector<int32_t> narrow[2];

  std::string line() const { return ropekv_capture::to_line(launch); }
};

inline const char* captured_dtype(int32_t dtype) {
  static constexpr const char* kNames[] = {"f32", "f16", "bf16", "e4m3", "e5m2"};
  return kNames[dtype];
}

inline ropekv_capture::Tensor captured_pool(const void* address, const ropekv_args& args,
                                            const ropekv_cache_strides& stride, int64_t dim) {
  if (!address) return {};
  const int64_t pages = args.num_slots / args.page_size;
  return {address,
          captured_dtype(args.cache_dtype),
          4,
          {pages, args.page_size, args.num_kv_heads, dim},
          {stride.page, stride.slot, stride.head, 1}};
}

inline void capture_indices(const std::vector<int64_t>& values, IndexType type, const void* address,
                            int which, CapturedCase* out) {
  out->wide[which] = values;
  out->narrow[which].assign(values.begin(), values.end());
  auto& indices = which == 0 ? out->launch.positions : out->launch.slot_mapping;
  const bool narrow = type == IndexType::kInt32;
  indices.count = std::ssize(values);
  indices.bytes = narrow ? 4 : 8;
  indices.host_values = narrow ? static_cast<const void*>(out->narrow[which].data())
                               : static_cast<const void*>(out->wide[which].data());
  indices.device_address = address;
}

// Filled in place: the launch points into it.
inline void capture_case(const Problem& problem, const ropekv_args& args, CapturedCase* out) {
  using ropekv_capture::rows;
  const Case& c = problem.c;
  ropekv_capture::Launch& launch = out->launch;
  const char* dtype = captured_dtype(args.dtype);
  launch.style = args.style == ROPEKV_STYLE_NEOX ? "neox" : "interleaved";
  const auto capture = [&](const void* address, int64_t heads, int64_t dim,
                           const ropekv_strides& stride) {
    return address ? rows(address, dtype, args.num_tokens, heads, dim, stride.token, stride.head)
                   : ropekv_capture::Tensor{};
  };
  launch.q = capture(args.q, args.num_qo_heads, args.head_dim, args.q_stride);
  launch.k = capture(args.k, args.num_kv_heads, args.head_dim, args.k_stride);
  launch.v = capture(args.v, args.num_kv_heads, args.v_head_dim, args.v_stride);
  launch.q_rope = capture(args.q_rope, args.num_qo_heads, args.head_dim, args.q_rope_stride);
  launch.k_rope = capture(args.k_rope, args.num_kv_heads, args.head_dim, args.k_rope_stride);
  launch.k_buffer = captured_pool(args.k_buffer, args, args.k_buffer_stride, args.head_dim);
  launch.v_buffer = captured_pool(args.v_buffer, args, args.v_buffer_stride, args.v_head_dim);
  capture_indices(problem.in.positions, c.position_dtype, args.positions, 0, out);
  capture_indices(problem.in.slot_mapping, c.slot_dtype, args.slot_mapping, 1, out);
  launch.cos_sin_cache = {args.cos_sin_cache,
                          captured_dtype(args.table_dtype),
                          2,
                          {args.max_position, args.rotary_dim},
                          {args.rotary_dim, 1}};
  launch.theta = static_cast<int64_t>(c.theta);
  launch.num_slots = args.num_slots;
  launch.reserved_slot = args.reserved_slot;
  launch.k_scale = c.k_scale;
  launch.v_scale = c.v_scale;
  launch.scales_on_device = c.scale_in == ScaleIn::kDevice;
  launch.pdl = args.enable_pdl != 0;
}

// An address that nothing is read from or written to: aligned as an allocation.
inline void* any_arena() {
  return reinterpret_cast<void*>(uintptr_t{1} << 40);
}

inline std::string captured_line(const Case& c) {
  const Problem problem(c);
  CapturedCase captured;
  capture_case(problem, problem.args(any_arena()), &captured);
  return captured.line();
}

}  // namespace ropekv
