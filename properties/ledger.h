// The rules that say, for every byte of a trial's memory, what it must hold after the launch; each
// is a function of an index, written once for both lanes and reduced by Thrust where the memory is.
#pragma once

#include <cstdint>

#include "properties/poison.h"
#include "reference/cache_model.h"
#include "reference/data.h"
#include "reference/layout.h"

namespace ropekv {

// How often a rule was broken, and the least index at which it was.
struct Tally {
  int64_t errors = 0;
  int64_t first = INT64_MAX;

  ROPEKV_REF_HD void add(int64_t index) {
    ++errors;
    if (index < first) first = index;
  }
  ROPEKV_REF_HD Tally operator+(const Tally& other) const {
    return {errors + other.errors, first < other.first ? first : other.first};
  }
};

// A view's rows are either content of known origin, or untouched rows of a cache.
struct ViewTally {
  Tally content;
  Tally untouched;

  ROPEKV_REF_HD ViewTally operator+(const ViewTally& other) const {
    return {content + other.content, untouched + other.untouched};
  }
};

enum class RowRule : uint8_t {
  kIsData,         // an input: every element still f(data_seed, tensor, coordinate)
  kTailIsData,     // q_rope, k_rope: dims from rotary_dim on, bit for bit the input's
  kIsDataOfOwner,  // v_buffer: the owner token's V
  kIsRowOfOwner,   // k_buffer: the owner token's row of `other`, k_rope
  kIsNotPoison,    // q_rope, k_rope: something was written
};

struct ViewRule {
  View view;
  void* base;  // of the region
  int64_t element_bytes;
  int64_t arena_offset;  // of the region, in bytes
  Poison poison;
  RowRule rule;
  DType dtype;
  Values values;
  uint64_t data_seed;
  uint32_t stream;
  int64_t first_dim;      // kTailIsData: rotary_dim, else 0
  const int64_t* owners;  // [num_rows]: token, kUntouched, kUnspecified; null: every row its own
  const void* other;      // kIsRowOfOwner
  View other_view;

  ROPEKV_REF_HD int64_t quads_per_head() const { return (view.dim + 3) / 4; }
  ROPEKV_REF_HD int64_t num_quads() const {
    return view.num_rows * view.num_heads * quads_per_head();
  }

  struct Quad {
    int64_t row, head, dim;
  };
  ROPEKV_REF_HD Quad quad_at(int64_t index) const {
    const int64_t per_head = quads_per_head();
    const int64_t head_row = index / per_head;
    return {head_row / view.num_heads, head_row % view.num_heads, (index % per_head) * 4};
  }

  // Writes the data of four elements.
  ROPEKV_REF_HD void fill(int64_t quad_idx) const {
    const Quad q = quad_at(quad_idx);
    const Philox4 bits = quad_bits(data_seed, stream, q.row, q.head, q.dim >> 2);
    for (int64_t i = 0; i < 4 && q.dim + i < view.dim; ++i) {
      const int64_t at = view.at(q.row, q.head, q.dim + i);
      const uint32_t code = element_code(dtype, values, bits.word[i]);
      if (element_bytes == 4) {
        static_cast<uint32_t*>(base)[at] = code;
      } else {
        static_cast<uint16_t*>(base)[at] = static_cast<uint16_t>(code);
      }
    }
  }

  // Counts by coordinate: index = (row * num_heads + head) * dim + d.
  ROPEKV_REF_HD ViewTally check(int64_t quad_idx) const {
    const Quad q = quad_at(quad_idx);
    ViewTally tally;
    const int64_t owner = owners ? owners[q.row] : q.row;
    if (owner == kUnspecified || q.dim + 3 < first_dim) return tally;
    Philox4 bits{};
    const bool wants_data = rule != RowRule::kIsRowOfOwner && rule != RowRule::kIsNotPoison;
    if (owner != kUntouched && wants_data) {
      bits = quad_bits(data_seed, stream, owner, q.head, q.dim >> 2);
    }
    for (int64_t i = 0; i < 4 && q.dim + i < view.dim; ++i) {
      const int64_t d = q.dim + i;
      if (d < first_dim) continue;
      const int64_t at = view.at(q.row, q.head, d);
      const uint32_t got = load_code(base, element_bytes, at);
      const int64_t index = (q.row * view.num_heads + q.head) * view.dim + d;
      if (owner == kUntouched || rule == RowRule::kIsNotPoison) {
        const int64_t place = arena_offset + at * element_bytes;
        const bool is_poison = got == static_cast<uint32_t>(poison.element(place, element_bytes));
        if (owner == kUntouched && !is_poison) tally.untouched.add(index);
        if (owner != kUntouched && is_poison) tally.content.add(index);
        continue;
      }
      const uint32_t want = rule == RowRule::kIsRowOfOwner
                                ? load_code(other, element_bytes, other_view.at(owner, q.head, d))
                                : element_code(dtype, values, bits.word[i]);
      if (got != want) tally.content.add(index);
    }
    return tally;
  }
};

// Elements of a region that no view covers keep their poison. Index: element of the region.
struct GapRule {
  Region region;
  const void* base;
  int64_t arena_offset;
  Poison poison;

  ROPEKV_REF_HD Tally check(int64_t index) const {
    Tally tally;
    Coordinate at;
    for (int v = 0; v < region.num_views; ++v) {
      if (region.views[v].locate(index, &at)) return tally;
    }
    const uint16_t* words = static_cast<const uint16_t*>(base);
    const int64_t per_element = region.element_bytes / 2;
    for (int64_t i = index * per_element; i < (index + 1) * per_element; ++i) {
      if (words[i] != poison.half_word(arena_offset + 2 * i)) {
        tally.add(index);
        break;
      }
    }
    return tally;
  }
};

// A stretch of the arena that holds nothing but poison. Index: its 16-bit word.
struct PoisonRule {
  const uint16_t* arena;
  int64_t begin_bytes, end_bytes;
  Poison poison;

  ROPEKV_REF_HD Tally check(int64_t index) const {
    Tally tally;
    const int64_t place = begin_bytes + 2 * index;
    if (arena[place / 2] != poison.half_word(place)) tally.add(index);
    return tally;
  }
};

}  // namespace ropekv
