#include "properties/case_gen.h"

#include <algorithm>

#include "reference/ignored_keys.h"
#include "reference/layout.h"
#include "reference/philox.h"

namespace ropekv {
namespace {

using rc::Gen;
namespace gen = rc::gen;

// Each of these is one draw; they are joined by gen::apply only, because two draws in one argument
// list are made in an order that differs between compilers.

// Past 16 bits: in tokens, in slots, in positions. Such cases have few small heads, so that they
// fit, and the whole budget.
constexpr int64_t kManyTokens = 60000;
constexpr int64_t kLargePool = 70000;
constexpr int64_t kLongTable = 131072;

struct Shape {
  int64_t num_tokens, num_kv_heads, group, head_dim, rotary_choice, v_choice;
};
struct Modes {
  RopeStyle style;
  DType dtype;
  IndexType position_dtype, slot_dtype;
  CacheWrite cache;
  Absent absent;
  bool in_place, pdl;
};
struct Gaps {
  QkvSource qkv;
  Padding pads[7];
};
struct Indices {
  PositionPattern positions;
  int64_t max_position;
  uint64_t bad_positions_permille;
  SlotPattern slots;
  HolePattern holes;
  int64_t spare_slots, given_permille;
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

Gen<uint64_t> seeds() {
  return gen::inRange<uint64_t>(0, uint64_t{1} << 32);
}
Gen<bool> one_in(int n) {
  return gen::map(gen::inRange(0, n), [](int drawn) { return drawn == 0; });
}

Gen<Shape> shapes() {
  // Around every warp and block size, and the old limit of grid.y.
  const auto tokens = gen::weightedOneOf<int64_t>(
      {{2, gen::just<int64_t>(0)},
       {6, gen::just<int64_t>(1)},
       {4, gen::just<int64_t>(2)},
       {16, gen::element<int64_t>(31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512,
                                  513, 1023, 1024, 1025)},
       {12, gen::inRange<int64_t>(3, 64)},
       {8, gen::inRange<int64_t>(64, 4097)},
       {1, gen::element<int64_t>(65535, 65536, 65537)}});
  const auto kv_heads = gen::weightedOneOf<int64_t>(
      {{4, gen::just<int64_t>(1)}, {8, gen::element<int64_t>(2, 3, 4, 5, 7, 8, 16, 32, 33, 64)}});
  const auto groups = gen::weightedOneOf<int64_t>(
      {{4, gen::just<int64_t>(1)}, {8, gen::element<int64_t>(0, 2, 3, 4, 5, 7, 8, 71)}});
  const auto head_dims = gen::weightedOneOf<int64_t>(
      {{3, gen::element<int64_t>(2, 4, 6, 8, 16, 24)},
       {6, gen::element<int64_t>(32, 48, 64, 80, 96, 112, 128, 160, 192, 256)},
       {1, gen::just<int64_t>(512)},
       {3, gen::inRange<int64_t>(2, 300)}});
  return gen::apply([](int64_t t, int64_t kv, int64_t group, int64_t dim, int64_t rotary,
                       int64_t v) { return Shape{t, kv, group, dim, rotary, v}; },
                    tokens, kv_heads, groups, head_dims, gen::inRange<int64_t>(0, 1000),
                    gen::inRange<int64_t>(0, 1000));
}

Gen<Modes> modes() {
  return gen::apply(
      [](RopeStyle style, DType dtype, IndexType p, IndexType s, CacheWrite cache, Absent absent,
         bool in_place,
         bool pdl) { return Modes{style, dtype, p, s, cache, absent, in_place, pdl}; },
      gen::element(RopeStyle::kNeox, RopeStyle::kInterleaved),
      gen::element(DType::kF32, DType::kF16, DType::kBF16),
      gen::element(IndexType::kInt32, IndexType::kInt64),
      gen::element(IndexType::kInt32, IndexType::kInt64),
      gen::weightedElement<CacheWrite>({{7, CacheWrite::kBoth},
                                        {1, CacheWrite::kNone},
                                        {1, CacheWrite::kKOnly},
                                        {1, CacheWrite::kVOnly}}),
      gen::weightedElement<Absent>({{10, Absent::kNone}, {1, Absent::kQ}, {1, Absent::kK}}),
      gen::arbitrary<bool>(), one_in(4));
}

Gen<Padding> paddings() {
  const auto amounts = gen::element<int64_t>(0, 0, 1, 2, 3, 7, 8, 16, 64, 130);
  return gen::apply(
      [](bool padded, int64_t token, int64_t head) {
        return padded ? Padding{token, head} : Padding{};
      },
      one_in(3), amounts, amounts);
}

Gen<Gaps> gaps() {
  return gen::apply(
      [](bool fused, Padding a, Padding b, Padding c, Padding d, Padding e, Padding f, Padding g) {
        return Gaps{fused ? QkvSource::kFused : QkvSource::kSeparate, {a, b, c, d, e, f, g}};
      },
      one_in(4), paddings(), paddings(), paddings(), paddings(), paddings(), paddings(),
      paddings());
}

Gen<PositionPattern> positions() {
  const auto kinds = gen::weightedElement<PositionKind>({{1, PositionKind::kIota},
                                                         {2, PositionKind::kRepeated},
                                                         {1, PositionKind::kDescending},
                                                         {1, PositionKind::kSame},
                                                         {5, PositionKind::kRandom},
                                                         {4, PositionKind::kEdges}});
  return gen::apply(
      [](PositionKind kind, uint64_t seed) {
        const bool seeded = kind == PositionKind::kRandom || kind == PositionKind::kEdges;
        return PositionPattern{kind, seeded ? seed : 1 + seed % 5000, {}};
      },
      kinds, seeds());
}

Gen<SlotPattern> slots() {
  const auto kinds = gen::weightedElement<SlotKind>({{5, SlotKind::kPermuted},
                                                     {1, SlotKind::kIota},
                                                     {2, SlotKind::kTail},
                                                     {3, SlotKind::kClustered}});
  return gen::apply(
      [](SlotKind kind, uint64_t seed, uint64_t run) {
        const bool takes_arg = kind != SlotKind::kTail;
        return SlotPattern{kind, takes_arg ? seed : 0, kind == SlotKind::kClustered ? run : 1, {}};
      },
      kinds, seeds(), gen::element<uint64_t>(2, 3, 4, 8, 16, 64));
}

Gen<HolePattern> holes() {
  const auto kinds = gen::weightedElement<HoleKind>({{6, HoleKind::kNone},
                                                     {1, HoleKind::kAll},
                                                     {2, HoleKind::kTail},
                                                     {1, HoleKind::kEvery},
                                                     {2, HoleKind::kRandom}});
  const auto values = gen::weightedElement<HoleValue>({{5, HoleValue::kMinusOne},
                                                       {2, HoleValue::kPastEnd},
                                                       {1, HoleValue::kLowest},
                                                       {2, HoleValue::kNegative},
                                                       {2, HoleValue::kFarPastEnd}});
  return gen::apply(
      [](HoleKind kind, HoleValue value, uint64_t seed, uint64_t permille) {
        HolePattern holes{kind, 0, 0, kind == HoleKind::kNone ? HoleValue::kMinusOne : value};
        if (kind == HoleKind::kTail || kind == HoleKind::kEvery) holes.arg = 1 + seed % 40;
        if (kind == HoleKind::kRandom) {
          holes.arg = seed;
          holes.permille = permille;
        }
        return holes;
      },
      kinds, values, seeds(), gen::inRange<uint64_t>(1, 1000));
}

Gen<Indices> indices() {
  const auto bad = gen::weightedElement<uint64_t>({{12, 0}, {1, 300}});
  const auto spare = gen::weightedOneOf<int64_t>({{3, gen::just<int64_t>(0)},
                                                  {4, gen::inRange<int64_t>(1, 20)},
                                                  {3, gen::inRange<int64_t>(20, 700)},
                                                  {1, gen::inRange<int64_t>(-40, 0)},
                                                  {1, gen::just(kLargePool)}});
  const auto given = gen::weightedOneOf<int64_t>({{6, gen::just<int64_t>(1000)},
                                                  {2, gen::inRange<int64_t>(0, 1000)},
                                                  {1, gen::just<int64_t>(0)}});
  const auto max_position =
      gen::weightedOneOf<int64_t>({{1, gen::just<int64_t>(1)},
                                   {6, gen::element<int64_t>(2, 64, 65, 311, 1024, 2048, 4096)},
                                   {3, gen::inRange<int64_t>(2, 8192)},
                                   {1, gen::just(kLongTable)}});
  return gen::apply(
      [](PositionPattern p, int64_t rows, uint64_t bad, SlotPattern s, HolePattern h, int64_t spare,
         int64_t given) { return Indices{p, rows, bad, s, h, spare, given}; },
      positions(), max_position, bad, slots(), holes(), spare, given);
}

Gen<Data> data() {
  return gen::apply(
      [](TableKind table, uint64_t theta, Values values, uint64_t seed) {
        return Data{table, table == TableKind::kReal ? theta : 10000, values, seed};
      },
      gen::weightedElement<TableKind>(
          {{4, TableKind::kReal}, {4, TableKind::kWild}, {1, TableKind::kIdentity}}),
      gen::element<uint64_t>(8000, 10000, 150000, 500000, 1000000),
      gen::weightedElement<Values>({{6, Values::kNormal},
                                    {1, Values::kIntegers},
                                    {1, Values::kLarge},
                                    {1, Values::kTiny},
                                    {1, Values::kZeros},
                                    {2, Values::kSpecial},
                                    {2, Values::kBits}}),
      seeds());
}

int64_t rotary_dim(const Shape& shape) {
  const int64_t even = shape.head_dim / 2 * 2;
  switch (shape.rotary_choice % 8) {
    case 0:
    case 1:
    case 2:
      return even;
    case 3:
      return std::max<int64_t>(2, even / 4 * 2);  // half
    case 4:
      return std::max<int64_t>(2, even / 8 * 2);  // a quarter
    case 5:
      return 2;
    default:
      return 2 + shape.rotary_choice / 8 % (even / 2) * 2;
  }
}

void make_legal(Case* c) {
  if (c->absent == Absent::kK && c->qkv == QkvSource::kSeparate && c->cache != CacheWrite::kNone) {
    c->cache = CacheWrite::kVOnly;
  }
  drop_ignored_keys(c);
}

void set_pool(const Indices& in, Case* c) {
  c->num_slots = std::max<int64_t>(1, c->num_tokens + in.spare_slots);
  c->num_slots_given = c->num_tokens * in.given_permille / 1000;
}

// Cuts one dimension after the other until the case fits; the one to spare comes last.
void fit(int64_t most_elements, const Budget& budget, const Indices& in, Case* c) {
  const auto too_big = [&] { return make_layout(*c).total_elements() > most_elements; };
  const auto cut = [&](int64_t what) {
    if (what == 0 && c->num_tokens > 1) {
      c->num_tokens = std::max<int64_t>(1, c->num_tokens * 3 / 4);
      set_pool(in, c);
    } else if (what == 1 && c->num_qo_heads + c->num_kv_heads > 2) {
      c->num_qo_heads = std::max<int64_t>(1, c->num_qo_heads / 2);
      c->num_kv_heads = std::max<int64_t>(1, c->num_kv_heads / 2);
    } else if (what == 2 && c->head_dim > 4) {
      c->head_dim = std::max<int64_t>(4, c->head_dim / 2);
      c->rotary_dim = std::min(c->rotary_dim, c->head_dim / 2 * 2);
      c->v_head_dim = c->head_dim;
    } else {
      return false;
    }
    return true;
  };
  while (c->max_position * c->rotary_dim > most_elements / 2) c->max_position /= 2;
  c->max_position = std::max<int64_t>(c->max_position, 1);
  for (int64_t step = 1; step <= 3; ++step) {
    const int64_t what = (budget.spare_first + step) % 3;
    while (too_big() && cut(what)) {
    }
  }
  if (!too_big()) return;
  c->q_pad = c->k_pad = c->v_pad = {};  // what is left is padding and spare slots
  c->q_rope_pad = c->k_rope_pad = c->k_buffer_pad = c->v_buffer_pad = {};
  while (too_big() && c->num_slots > 1) c->num_slots /= 2;
  while (too_big() && c->max_position > 1) c->max_position /= 2;
}

// True for a case that is long in one way, after everything else in it was made small.
bool make_room_for_length(const Indices& in, Case* c) {
  const bool many_tokens = c->num_tokens > kManyTokens;
  const bool large_pool = in.spare_slots == kLargePool;
  const bool long_table = c->max_position == kLongTable;
  if (!many_tokens && !large_pool && !long_table) return false;
  for (Padding* pad : {&c->q_pad, &c->k_pad, &c->v_pad, &c->q_rope_pad, &c->k_rope_pad,
                       &c->k_buffer_pad, &c->v_buffer_pad}) {
    *pad = {};
  }
  c->head_dim = std::min<int64_t>(c->head_dim, many_tokens ? 4 : 8);
  c->rotary_dim = std::min(c->rotary_dim, c->head_dim / 2 * 2);
  c->v_head_dim = c->head_dim;
  if (many_tokens || large_pool) c->num_kv_heads = 1;
  if (many_tokens) {
    c->num_qo_heads = std::min<int64_t>(c->num_qo_heads, 2);
    c->num_slots = std::min(c->num_slots, c->num_tokens + 20);
    c->max_position = std::min<int64_t>(c->max_position, 1024);
  } else {
    c->num_tokens = std::min<int64_t>(c->num_tokens, 300);
    set_pool(in, c);
  }
  return true;
}

Case assemble(const Shape& shape, const Modes& modes, const Gaps& gaps, const Indices& in,
              const Data& data, const Budget& budget, SizeClass size) {
  Case c;
  c.num_tokens = shape.num_tokens;
  c.num_kv_heads = shape.num_kv_heads;
  c.num_qo_heads = shape.group == 0 ? std::max<int64_t>(1, c.num_kv_heads / 2)  // fewer than kv
                                    : std::min<int64_t>(shape.num_kv_heads * shape.group, 1024);
  c.head_dim = shape.head_dim;
  c.rotary_dim = rotary_dim(shape);
  c.v_head_dim = shape.v_choice % 8 == 0 ? 1 + shape.v_choice % 190 : c.head_dim;
  c.style = modes.style;
  c.dtype = modes.dtype;
  c.position_dtype = modes.position_dtype;
  c.slot_dtype = modes.slot_dtype;
  c.cache = modes.cache;
  c.absent = modes.absent;
  c.in_place = modes.in_place;
  c.pdl = modes.pdl;
  c.qkv = gaps.qkv;
  Padding* const pads[] = {&c.q_pad,      &c.k_pad,        &c.v_pad,       &c.q_rope_pad,
                           &c.k_rope_pad, &c.k_buffer_pad, &c.v_buffer_pad};
  for (int i = 0; i < 7; ++i) *pads[i] = gaps.pads[i];
  c.positions = in.positions;
  c.max_position = in.max_position;
  c.bad_positions_permille = in.bad_positions_permille;
  c.slots = in.slots;
  c.holes = in.holes;
  c.table = data.table;
  c.theta = data.theta;
  c.values = data.values;
  c.data_seed = data.seed;
  set_pool(in, &c);
  make_legal(&c);
  const bool is_long = make_room_for_length(in, &c);
  fit(is_long ? max_elements(size) : max_elements(size) >> budget.octaves_down,
      is_long ? Budget{0, 0} : budget, in, &c);
  make_legal(&c);
  return c;
}

}  // namespace

Gen<Case> gen_case(SizeClass size) {
  const auto budgets = gen::apply(
      [](int64_t octaves, int64_t spare) {
        return Budget{octaves, spare};
      },
      gen::inRange<int64_t>(0, 12), gen::inRange<int64_t>(0, 3));
  // rc's size scales ranges and containers; ours is the size class, so rc's is fixed.
  return gen::noShrink(gen::resize(
      rc::kNominalSize, gen::apply(
                            [size](const Shape& shape, const Modes& modes, const Gaps& gaps,
                                   const Indices& in, const Data& data, const Budget& budget) {
                              return assemble(shape, modes, gaps, in, data, budget, size);
                            },
                            shapes(), modes(), gaps(), indices(), data(), budgets)));
}

Case campaign_case(uint64_t campaign_seed, uint64_t case_idx, SizeClass size) {
  static const Gen<Case> gens[] = {gen_case(SizeClass::kSmall), gen_case(SizeClass::kDefault),
                                   gen_case(SizeClass::kLarge), gen_case(SizeClass::kHuge)};
  constexpr uint32_t kStreamCampaign = 100;
  const rc::Random random(philox64(campaign_seed, kStreamCampaign, case_idx));
  return gens[static_cast<size_t>(size)](random, rc::kNominalSize).value();
}

}  // namespace ropekv
