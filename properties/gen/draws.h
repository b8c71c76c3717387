// The parts of a random case before they are joined and cut to size. Each function below is one
// rc::Gen; they are joined by gen::apply only, because two draws in one argument list are made in
// an order that differs between compilers.
#pragma once

#include <rapidcheck.h>

#include "reference/case.h"

namespace ropekv::gen_parts {

// Past 16 bits: in tokens, in slots, in positions. Such cases have few small heads, so that they
// fit, and the whole budget: together about one in thirty.
inline constexpr int64_t kManyTokens = 60000;
inline constexpr int64_t kLargePool = 70000;
inline constexpr int64_t kLongTable = 131072;

struct Shape {
  int64_t num_tokens, num_kv_heads, group, head_dim, rotary_choice, v_choice;
};

struct Modes {
  RopeStyle style;
  DType dtype, table_dtype;
  IndexType position_dtype, slot_dtype;
  CacheWrite cache;
  Absent absent;
  InPlace in_place;
  bool pdl;
};

struct Scales {
  CacheDType cache_dtype;
  float k_scale, v_scale;
  ScaleIn scale_in;
};

inline constexpr int kNumPads = 7;

// Where the tensors lie.
struct Places {
  QkvSource qkv;
  Padding pads[kNumPads];  // in the order of pads_of
  RowOrder in_order, out_order;
  UnitStrides unit_strides;
  Misaligned misaligned;
  Memory memory;
  bool vector_rows;  // every row a multiple of 16 bytes: what kernels move in vectors
};

enum class PoolSize : uint8_t { kSpare, kOneSlot, kOnePage, kLarge };

struct Pool {
  PoolSize size;
  int64_t spare_slots;
  int64_t page_size;
  PageLayout page_layout;
  int64_t k_page_pad, v_page_pad;
  Pools pools;
  int64_t reserved_choice;  // 0: none
};

struct Indices {
  PositionPattern positions;
  int64_t max_position;
  uint64_t bad_positions_permille;
  SlotPattern slots;
  bool runs_are_pages;  // of clustered slots
  HolePattern holes;
  int64_t given_permille;
};

struct Data {
  TableKind table;
  uint64_t theta;
  Values values;
  uint64_t seed;
};

struct Budget {
  int64_t octaves_down;  // elements: the class's cap, halved this often
  int64_t spare_first;   // what is cut last: 0 tokens, 1 heads, 2 dims
};

rc::Gen<Shape> shapes();
rc::Gen<Modes> modes();
rc::Gen<Scales> scales();
rc::Gen<Scenario> scenarios();
rc::Gen<Places> places();
rc::Gen<Pool> pools();
rc::Gen<Indices> indices();
rc::Gen<Data> data();
rc::Gen<Budget> budgets();

inline rc::Gen<uint64_t> seeds() {
  return rc::gen::inRange<uint64_t>(0, uint64_t{1} << 32);
}
inline rc::Gen<bool> one_in(int n) {
  return rc::gen::map(rc::gen::inRange(0, n), [](int drawn) { return drawn == 0; });
}

}  // namespace ropekv::gen_parts
