// One line of a capture as a value: what an engine launched, tensor by tensor. See README.md here.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "reference/case.h"

namespace ropekv {

// A launch that is no case: one sentence that names field and value.
struct CaptureError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline constexpr int64_t kCaptureVersion = 1;

// Of q, k, v, q_rope and k_rope: [num_tokens, num_heads, dim].
struct CapturedRows {
  std::string_view field;  // "q"
  int64_t num_tokens = 0, num_heads = 0, dim = 0;
  int64_t token_stride = 0, head_stride = 0;  // elements, as the kernel was told
  uint64_t address = 0;                       // 0: not said
};

// Of k_buffer and v_buffer: num_pages * page_size slots of [num_heads, dim].
struct CapturedPool {
  std::string_view field;
  int64_t num_pages = 0, page_size = 1, num_heads = 0, dim = 0;
  int64_t page_stride = 0, slot_stride = 0, head_stride = 0;
  uint64_t address = 0;
};

struct CapturedIndices {
  IndexType type = IndexType::kInt64;
  std::vector<int64_t> values;
  uint64_t address = 0;
};

struct CapturedLaunch {
  std::string name;  // of the caller; may be empty
  RopeStyle style = RopeStyle::kNeox;
  DType dtype = DType::kF32;
  CacheDType cache_dtype = CacheDType::kSame;
  DType table_dtype = DType::kF32;
  std::optional<CapturedRows> q, k, v, q_rope, k_rope;
  std::optional<CapturedPool> k_buffer, v_buffer;
  CapturedIndices positions, slot_mapping;
  int64_t max_position = 0, rotary_dim = 0;  // the shape of cos_sin_cache
  uint64_t table_address = 0;
  uint64_t theta = 10000;
  std::optional<int64_t> num_slots;  // where there is no pool to say it
  int64_t reserved_slot = -1;
  float k_scale = 1, v_scale = 1;
  ScaleIn scale_in = ScaleIn::kHost;
  bool pdl = false;
};

// Throws CaptureError.
CapturedLaunch parse_captured_launch(std::string_view line);

}  // namespace ropekv
