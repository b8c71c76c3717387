// A case is a value: everything that decides what one launch does, and nothing else. It prints
// itself as one line and parses back (case_text.h); every element of data follows from it (data.h).
#pragma once

#include <cstdint>
#include <vector>

namespace ropekv {

// In each enum the default comes first, and the order is that of its words in case_keys.cpp.
enum class RopeStyle : uint8_t { kNeox, kInterleaved };
enum class DType : uint8_t { kF32, kF16, kBF16 };
enum class CacheDType : uint8_t { kSame, kE4M3, kE5M2 };  // kSame: that of q, k and v
enum class IndexType : uint8_t { kInt64, kInt32 };
enum class CacheWrite : uint8_t { kBoth, kNone, kKOnly, kVOnly };
enum class Absent : uint8_t { kNone, kQ, kK };  // the launch has no such tensor
// Where q, k and v come from: tensors of their own, or slices of one row per token (vLLM, SGLang).
enum class QkvSource : uint8_t { kSeparate, kFused };
enum class InPlace : uint8_t { kNo, kBoth, kQ, kK };
// Which of token and head is the outer dim of q, k, v (in_order) and of q_rope, k_rope (out_order).
enum class RowOrder : uint8_t { kTokens, kHeads };
// What the launch is told as the stride of a dim of size 1, which no kernel may use (E-class).
enum class UnitStrides : uint8_t { kNatural, kZero, kHuge };
// In a page, slots enclose heads (NHD) or heads enclose slots (HND).
enum class PageLayout : uint8_t { kNhd, kHnd };
// K and V pool: two tensors, or views of one.
enum class Pools : uint8_t {
  kSeparate,
  kStacked,  // [2, num_pages, page]: all of K, then all of V (vLLM: kv_cache.unbind(0))
  kUnbound,  // [num_pages, 2, page]: K page, V page (FlashInfer: kv_cache.unbind(1))
  kPacked,   // [slot or head, head or slot, k dims | v dims]: side by side in each head row
};
enum class ScaleIn : uint8_t { kHost, kDevice };  // the argument, or a scalar behind k_scale_ptr
// How the tensors lie (properties/problem.h): with guards on both sides, or flush against memory
// that faults when it is touched, where one element read past the end (or before the start) shows.
enum class Memory : uint8_t { kGuarded, kFenceEnd, kFenceStart };

// What the elements of q, k and v look like, and which bug each choice exposes.
enum class Values : uint8_t {
  kNormal,    // the everyday case; every rounding is exercised
  kIntegers,  // small integers: sums are exact in every dtype, so nothing hides behind rounding
  kLarge,     // near the largest finite: products overflow where a wider type would not
  kTiny,      // subnormals and their neighbours: flush-to-zero
  kZeros,     // zeros of both signs: a sign lost in a copy
  kSpecial,   // normal with one in sixteen NaN with payload, infinity, signed zero, extreme
  kBits,      // every code of the type is equally likely
};

// What cos_sin_cache holds. Rows that no token uses hold poison: reading one shows as NaN.
enum class TableKind : uint8_t {
  kReal,      // cos and sin of position * theta^(-2i/rotary_dim), as models have it
  kWild,      // unconstrained: cos of a pair says nothing about its sin (TensorRT-LLM#13052)
  kIdentity,  // cos = 1, sin = 0
};

// Values for positions[t], always within [0, max_position) except for an explicit list.
enum class PositionKind : uint8_t {
  kIota,      // (start + t) mod max_position
  kRepeated,  // t mod n: sequences of length n side by side
  kDescending,
  kSame,
  kRandom,
  kEdges,  // first, second, last but one and last row of the table, and random ones
  kList,
};

// Values for slot_mapping[t]: distinct slots of the pool except for an explicit list. A token
// beyond the pool's capacity gets the hole value.
enum class SlotKind : uint8_t {
  kPermuted,   // the head of a seeded permutation of all slots
  kIota,       // start + t, modulo the pool
  kTail,       // the last slot first
  kClustered,  // runs of consecutive slots (pages) at permuted places
  kList,
  kColliding,  // tokens share `run` slots of a permutation: duplicates
};

// Which tokens have no slot.
enum class HoleKind : uint8_t { kNone, kAll, kTail, kEvery, kRandom };
// What slot_mapping says for them: all mean "write nothing".
enum class HoleValue : uint8_t {
  kMinusOne,
  kPastEnd,     // num_slots, one too many
  kLowest,      // the least of its type
  kNegative,    // -2 .. -1001
  kFarPastEnd,  // num_slots + 1 .. num_slots + 1000
  kReserved,    // the reserved slot, as graph padding names it
};

// How the launch is made. A lane that cannot (streams on the host) launches plainly.
enum class ScenarioKind : uint8_t {
  kPlain,
  kStream,    // on a non-default, non-blocking stream
  kGraph,     // captured once over other contents of the same memory, replayed over these
  kPdlChain,  // behind a slow predecessor that writes positions, slots, q and k just before
  kOverlap,   // as two launches, each with half of the tokens, on two streams at once
  kServing,   // a history of launches on one pool (serving.h); num_tokens is the most of a launch
};

struct Padding {  // elements that lie unused behind each token (or slot) row, and each head row
  int64_t token = 0;
  int64_t head = 0;
  bool operator==(const Padding&) const = default;
};

struct PositionPattern {
  PositionKind kind = PositionKind::kIota;
  uint64_t arg = 0;           // start, n, position or seed
  std::vector<int64_t> list;  // kList: one per token
  bool operator==(const PositionPattern&) const = default;
};

struct SlotPattern {
  SlotKind kind = SlotKind::kPermuted;
  uint64_t arg = 0;           // seed or start
  uint64_t run = 1;           // kClustered: slots per run; kColliding: different slots
  std::vector<int64_t> list;  // kList: one per slot given
  bool operator==(const SlotPattern&) const = default;
};

struct HolePattern {
  HoleKind kind = HoleKind::kNone;
  uint64_t arg = 0;       // kTail: how many; kEvery: the period; kRandom: the seed
  uint64_t permille = 0;  // kRandom
  HoleValue value = HoleValue::kMinusOne;
  bool operator==(const HolePattern&) const = default;
};

struct Scenario {
  ScenarioKind kind = ScenarioKind::kPlain;
  uint64_t seed = 0;   // kServing
  uint64_t steps = 0;  // kServing: launches
  bool operator==(const Scenario&) const = default;
};

// Regions that begin `elements` elements past an aligned address.
struct Misaligned {
  uint32_t tensors = 0;  // bit 1u << Tensor (layout.h)
  int64_t elements = 0;  // 1 .. 15 where there are tensors
  bool operator==(const Misaligned&) const = default;
};

struct Case {
  int64_t num_tokens = 1;
  int64_t num_slots_given = 1;  // length of slot_mapping; the text says `all` for num_tokens
  int64_t num_qo_heads = 1;
  int64_t num_kv_heads = 1;
  int64_t head_dim = 64;
  int64_t v_head_dim = 64;
  int64_t rotary_dim = 64;
  RopeStyle style = RopeStyle::kNeox;
  DType dtype = DType::kF32;
  IndexType position_dtype = IndexType::kInt64;
  IndexType slot_dtype = IndexType::kInt64;
  CacheWrite cache = CacheWrite::kBoth;
  Absent absent = Absent::kNone;
  InPlace in_place = InPlace::kNo;
  bool pdl = false;
  QkvSource qkv = QkvSource::kSeparate;
  Padding q_pad, k_pad, v_pad, q_rope_pad, k_rope_pad, k_buffer_pad, v_buffer_pad;
  CacheDType cache_dtype = CacheDType::kSame;
  float k_scale = 1, v_scale = 1;  // fp8 caches only: finite and > 0
  ScaleIn scale_in = ScaleIn::kHost;
  int64_t page_size = 1;  // slots in a page
  PageLayout page_layout = PageLayout::kNhd;
  int64_t k_page_pad = 0, v_page_pad = 0;  // elements of gap behind each page
  Pools pools = Pools::kSeparate;
  RowOrder in_order = RowOrder::kTokens, out_order = RowOrder::kTokens;
  UnitStrides unit_strides = UnitStrides::kNatural;
  Misaligned misaligned;
  Memory memory = Memory::kGuarded;
  int64_t num_slots = 1;       // slots in the pool: whole pages
  int64_t reserved_slot = -1;  // -1: none
  int64_t max_position = 64;
  PositionPattern positions;
  uint64_t bad_positions_permille = 0;  // tokens whose position is outside the table
  SlotPattern slots;
  HolePattern holes;
  TableKind table = TableKind::kReal;
  DType table_dtype = DType::kF32;
  uint64_t theta = 10000;  // kReal
  Values values = Values::kNormal;
  uint64_t data_seed = 0;
  Scenario scenario;
  bool operator==(const Case&) const = default;

  bool has_q() const { return absent != Absent::kQ; }
  bool has_k() const { return absent != Absent::kK; }
  bool writes_k() const {
    return has_k() && (cache == CacheWrite::kBoth || cache == CacheWrite::kKOnly);
  }
  bool writes_v() const { return cache == CacheWrite::kBoth || cache == CacheWrite::kVOnly; }
  bool q_in_place() const { return in_place == InPlace::kBoth || in_place == InPlace::kQ; }
  bool k_in_place() const { return in_place == InPlace::kBoth || in_place == InPlace::kK; }
  bool stores() const { return writes_k() || writes_v(); }
  bool fp8_cache() const { return cache_dtype != CacheDType::kSame; }
  bool has_v() const { return cache != CacheWrite::kNone || qkv == QkvSource::kFused; }
};

constexpr int64_t dtype_bytes(DType dtype) {
  return dtype == DType::kF32 ? 4 : 2;
}
constexpr int64_t index_bytes(IndexType type) {
  return type == IndexType::kInt32 ? 4 : 8;
}
inline int64_t cache_bytes(const Case& c) {  // of one element of k_buffer and v_buffer
  return c.fp8_cache() ? 1 : dtype_bytes(c.dtype);
}

}  // namespace ropekv
