// The rules that say, for the bytes of a trial's memory, what they must hold after the launch; each
// is a function of an index, written once for both lanes and reduced where the memory is.
//
// Rows that a launch reads or writes are held to a rule by coordinate. All other memory - guards,
// gaps, slots that no token owns - must be as it was, and is never looked up: one linear scan
// counts the bytes of the arena that changed, a pass over the known rows counts those that lie in
// them, and the two must be equal. So the cost is that of reading the memory once, whatever the
// pool holds.
#pragma once

#include <cstdint>
#include <cstring>

#include "properties/poison.h"
#include "properties/row_set.h"
#include "reference/data.h"
#include "reference/fp8_codes.h"
#include "reference/hash.h"

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

// How many of the eight bytes are not zero.
ROPEKV_REF_HD inline int64_t num_nonzero_bytes(uint64_t word) {
  constexpr uint64_t kLow = 0x7F7F7F7F7F7F7F7Fu;
  const uint64_t tops = (((word & kLow) + kLow) | word) & ~kLow;
#if defined(__CUDA_ARCH__)
  return __popcll(tops);
#else
  return __builtin_popcountll(tops);
#endif
}

// What memory held before the launch, apart from rows that were painted over it.
struct Background {
  Poison poison;
  int64_t zero_begin = 0, zero_end = 0;  // a sparse pool: never touched, so zero
  const uint64_t* copy = nullptr;        // a kept pool: of [copy_begin, copy_end)
  int64_t copy_begin = 0, copy_end = 0;

  ROPEKV_REF_HD uint64_t word(int64_t place) const {
    if (place >= zero_begin && place < zero_end) return 0;
    if (place >= copy_begin && place < copy_end) return copy[(place - copy_begin) >> 3];
    return poison.word(place);
  }
};

// A stretch of memory against what it held: poison, or a copy, or zero. Index: 16 bytes.
struct LinearScan {
  struct alignas(16) Pair {
    uint64_t first, second;
  };
  const Pair* memory;
  const Pair* copy;                // null: poison
  int64_t begin_bytes, end_bytes;  // in the arena; multiples of 16
  Poison poison;
  bool is_zero = false;

  ROPEKV_REF_HD int64_t num_items() const { return (end_bytes - begin_bytes) >> 4; }
  ROPEKV_REF_HD Pair want(int64_t index) const {
    if (copy) return copy[index];
    if (is_zero) return {0, 0};
    const int64_t place = begin_bytes + 16 * index;
    return {poison.word(place), poison.word(place + 8)};
  }
  ROPEKV_REF_HD int64_t differing_bytes(const Pair& got, int64_t index) const {
    const Pair expected = want(index);
    const uint64_t first = got.first ^ expected.first;
    const uint64_t second = got.second ^ expected.second;
    if ((first | second) == 0) return 0;
    return num_nonzero_bytes(first) + num_nonzero_bytes(second);
  }
};

// The same for the bytes of rows. Index: a part of a row.
struct RowScan {
  RowSet rows;
  const uint64_t* arena;
  Background background;

  ROPEKV_REF_HD int64_t num_items() const { return rows.num_parts(); }
  ROPEKV_REF_HD int64_t check(int64_t index) const {
    const RowSet::Part part = rows.part_at(index);
    const int64_t begin = rows.arena_offset + (part.first + part.begin) * rows.element_bytes;
    const int64_t end = rows.arena_offset + (part.first + part.end) * rows.element_bytes;
    int64_t count = 0;
    for (int64_t place = begin & ~int64_t{7}; place < end; place += 8) {
      uint64_t difference = arena[place >> 3] ^ background.word(place);
      if (difference == 0) continue;
      if (place < begin) difference &= ~uint64_t{0} << (8 * (begin - place));
      if (place + 8 > end) difference &= ~uint64_t{0} >> (8 * (place + 8 - end));
      count += num_nonzero_bytes(difference);
    }
    return count;
  }
};

// The data of inputs.
struct RowData {
  DType dtype;
  Values values;
  uint64_t seed;
  uint32_t stream;

  ROPEKV_REF_HD uint32_t code(const Philox4& bits, int64_t dim) const {
    return element_code(dtype, values, bits.word[dim & 3]);
  }
  ROPEKV_REF_HD Philox4 quad(int64_t token, int64_t head, int64_t dim) const {
    return quad_bits(seed, stream, token, head, dim >> 2);
  }
};

struct FillRows {
  RowSet rows;
  RowData data;

  ROPEKV_REF_HD int64_t num_items() const { return rows.num_parts(); }
  ROPEKV_REF_HD void operator()(int64_t index) const {
    const RowSet::Part part = rows.part_at(index);
    for (int64_t dim = part.begin; dim < part.end; dim += 4) {
      const Philox4 bits = data.quad(part.row_idx, part.head, dim);
      const int64_t end = dim + 4 < part.end ? dim + 4 : part.end;
      for (int64_t d = dim; d < end; ++d) rows.put(part, d, data.code(bits, d));
    }
  }
};

struct PaintRows {
  RowSet rows;
  Poison poison;

  ROPEKV_REF_HD int64_t num_items() const { return rows.num_parts(); }
  ROPEKV_REF_HD void operator()(int64_t index) const {
    const RowSet::Part part = rows.part_at(index);
    for (int64_t d = part.begin; d < part.end; ++d) {
      rows.put(part, d, rows.poison_code(part, d, poison));
    }
  }
};

enum class RowRule : uint8_t {
  kIsData,         // an input: every element still f(data_seed, tensor, coordinate)
  kTailIsData,     // q_rope, k_rope: dims from rotary_dim on, bit for bit the input's
  kIsDataOfOwner,  // v_buffer: the V of one of the slot's tokens
  kIsRowOfOwner,   // k_buffer: the k_rope of one of the slot's tokens
  kIsNotPoison,    // something was written
};

// How an fp8 cache holds V: cached_code and is_cached_code (reference/quantise.h), where the memory
// is.
struct Quantised {
  CacheDType dtype = CacheDType::kSame;
  float scale = 1;
  bool multiplies = false, saturates = true, flushes = false;

  ROPEKV_REF_HD uint32_t code(uint32_t f32_bits) const {
    const float x = as_float(f32_bits);
    const float scaled = multiplies ? x * (1.0f / scale) : x / scale;
    return fp8_from_f32(dtype, as_bits(scaled), saturates);
  }
  ROPEKV_REF_HD bool is_right(uint32_t f32_bits, uint32_t got) const {
    const uint32_t want = code(f32_bits);
    if (got == want) return true;
    if (is_nan_fp8(dtype, want)) return is_nan_fp8(dtype, got);
    const bool is_subnormal = (f32_bits & 0x7F800000u) == 0;
    return flushes && is_subnormal && got == code(f32_bits & 0x80000000u);
  }

 private:
  ROPEKV_REF_HD static float as_float(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
  }
  ROPEKV_REF_HD static uint32_t as_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
  }
};

struct RowCheck {
  RowSet rows;
  RowRule rule;
  Poison poison;
  RowData data;
  int64_t first_dim;          // kTailIsData: rotary_dim, else 0
  bool any_nan;               // a NaN may have become any other
  const uint8_t* skip;        // [num_tokens], null: no token is skipped
  const int64_t* next_token;  // of the same slot; null: no slot has two
  RowSet other;               // kIsRowOfOwner: all of k_rope
  Quantised quantised;        // kIsDataOfOwner, in an fp8 cache

  ROPEKV_REF_HD int64_t num_items() const { return rows.num_parts(); }
  ROPEKV_REF_HD uint32_t want(int64_t token, int64_t head, int64_t dim) const {
    if (rule == RowRule::kIsRowOfOwner) {
      return code_of(other.base, other.element_bytes, other.view.at(token, head, dim));
    }
    return data.code(data.quad(token, head, dim), dim);
  }
  ROPEKV_REF_HD bool is_right(uint32_t got, uint32_t expected) const {
    if (quantised.dtype != CacheDType::kSame) {
      return quantised.is_right(f32_from_code(data.dtype, expected), got);
    }
    return got == expected || (any_nan && rule != RowRule::kIsRowOfOwner &&
                               is_nan_code(data.dtype, got) && is_nan_code(data.dtype, expected));
  }
  ROPEKV_REF_HD bool is_of_another(int64_t token, int64_t head, int64_t dim, uint32_t got) const {
    if (!next_token || !rows.owned) return false;
    while ((token = next_token[token]) >= 0) {
      if (is_right(got, want(token, head, dim))) return true;
    }
    return false;
  }

  ROPEKV_REF_HD Tally check(int64_t index) const {
    Tally tally;
    const RowSet::Part part = rows.part_at(index);
    const int64_t token = rows.token(part.row_idx);
    if (skip && skip[token]) return tally;
    const bool of_data = rule != RowRule::kIsRowOfOwner && rule != RowRule::kIsNotPoison;
    const int64_t begin = part.begin < first_dim ? first_dim & ~int64_t{3} : part.begin;
    for (int64_t dim = begin; dim < part.end; dim += 4) {
      Philox4 bits{};
      if (of_data) bits = data.quad(token, part.head, dim);
      const int64_t end = dim + 4 < part.end ? dim + 4 : part.end;
      for (int64_t d = dim < first_dim ? first_dim : dim; d < end; ++d) {
        const uint32_t got = rows.code(part, d);
        if (rule == RowRule::kIsNotPoison) {
          if (got == rows.poison_code(part, d, poison)) tally.add(rows.index_of(part, d));
          continue;
        }
        const uint32_t expected = of_data ? data.code(bits, d) : want(token, part.head, d);
        if (is_right(got, expected) || is_of_another(token, part.head, d, got)) continue;
        tally.add(rows.index_of(part, d));
      }
    }
    return tally;
  }
};

// Two independent sums of hashed words: the order of the words' additions does not matter.
struct WordSums {
  uint64_t low = 0;
  uint64_t high = 0;
  ROPEKV_REF_HD WordSums operator+(const WordSums& other) const {
    return {low + other.low, high + other.high};
  }
};

// Codes by (tensor, token, head, dim): strides, slots and pages do not matter.
struct RowDigest {
  RowSet rows;
  Tensor tensor;
  uint64_t salt;              // of the tensor
  const uint8_t* skip;        // [num_tokens], or null
  const int64_t* next_token;  // slots of several tokens are left out

  ROPEKV_REF_HD int64_t num_items() const { return rows.num_parts(); }
  ROPEKV_REF_HD WordSums check(int64_t index) const {
    WordSums sums;
    const RowSet::Part part = rows.part_at(index);
    const int64_t token = rows.token(part.row_idx);
    if ((skip && skip[token]) || (rows.owned && next_token && next_token[token] >= 0)) return sums;
    const uint64_t row = mix64(salt ^ static_cast<uint64_t>(token));
    for (int64_t dim = part.begin; dim < part.end; dim += 4) {
      uint64_t words[2] = {0, 0};
      for (int64_t d = dim; d < dim + 4 && d < part.end; ++d) {
        words[d >> 1 & 1] |= uint64_t{rows.code(part, d)} << (32 * (d & 1));
      }
      const uint64_t place =
          row + (static_cast<uint64_t>(part.head) << 32 | static_cast<uint64_t>(dim));
      const uint64_t low = mix64(words[0] ^ mix64(place));
      const uint64_t both = mix64(low ^ words[1]);
      sums = sums + WordSums{both, mix64(both + place)};
    }
    return sums;
  }
};

// Codes by coordinate, packed.
struct ScatterRows {
  RowSet rows;
  const uint32_t* codes;

  ROPEKV_REF_HD int64_t num_items() const { return rows.num_parts(); }
  ROPEKV_REF_HD void operator()(int64_t index) const {
    const RowSet::Part part = rows.part_at(index);
    for (int64_t d = part.begin; d < part.end; ++d) {
      rows.put(part, d, codes[rows.index_of(part, d)]);
    }
  }
};

struct GatherRows {
  RowSet rows;
  uint32_t* out;

  ROPEKV_REF_HD int64_t num_items() const { return rows.num_parts(); }
  ROPEKV_REF_HD void operator()(int64_t index) const {
    const RowSet::Part part = rows.part_at(index);
    for (int64_t d = part.begin; d < part.end; ++d) {
      out[rows.index_of(part, d)] = rows.code(part, d);
    }
  }
};

// Two arrays that must be equal. Index: the byte.
struct ByteCompare {
  const uint8_t* got;
  const uint8_t* want;
  int64_t bytes;

  ROPEKV_REF_HD int64_t num_items() const { return bytes; }
  ROPEKV_REF_HD Tally check(int64_t index) const {
    Tally tally;
    if (got[index] != want[index]) tally.add(index);
    return tally;
  }
};

}  // namespace ropekv
