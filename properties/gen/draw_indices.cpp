#include "properties/gen/draws.h"

namespace ropekv::gen_parts {
namespace {

namespace gen = rc::gen;

rc::Gen<PositionPattern> positions() {
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

rc::Gen<SlotPattern> slots() {
  const auto kinds = gen::weightedElement<SlotKind>({{5, SlotKind::kPermuted},
                                                     {1, SlotKind::kIota},
                                                     {2, SlotKind::kTail},
                                                     {3, SlotKind::kClustered},
                                                     {1, SlotKind::kColliding}});
  return gen::apply(
      [](SlotKind kind, uint64_t seed, uint64_t run) {
        const bool takes_run = kind == SlotKind::kClustered || kind == SlotKind::kColliding;
        return SlotPattern{kind, kind == SlotKind::kTail ? 0 : seed, takes_run ? run : 1, {}};
      },
      kinds, seeds(), gen::element<uint64_t>(1, 2, 3, 4, 8, 16, 64));
}

rc::Gen<HolePattern> holes() {
  const auto kinds = gen::weightedElement<HoleKind>({{6, HoleKind::kNone},
                                                     {1, HoleKind::kAll},
                                                     {2, HoleKind::kTail},
                                                     {1, HoleKind::kEvery},
                                                     {2, HoleKind::kRandom}});
  const auto values = gen::weightedElement<HoleValue>({{5, HoleValue::kMinusOne},
                                                       {2, HoleValue::kPastEnd},
                                                       {1, HoleValue::kLowest},
                                                       {2, HoleValue::kNegative},
                                                       {2, HoleValue::kFarPastEnd},
                                                       {1, HoleValue::kReserved}});
  return gen::apply(
      [](HoleKind kind, HoleValue value, uint64_t seed, uint64_t permille) {
        HolePattern holes{kind, 0, 0, value};
        if (kind == HoleKind::kTail || kind == HoleKind::kEvery) holes.arg = 1 + seed % 40;
        if (kind == HoleKind::kRandom) {
          holes.arg = seed;
          holes.permille = permille;
        }
        return holes;
      },
      kinds, values, seeds(), gen::inRange<uint64_t>(1, 1000));
}

}  // namespace

rc::Gen<Indices> indices() {
  const auto bad = gen::weightedElement<uint64_t>({{12, 0}, {1, 300}});
  const auto given = gen::weightedOneOf<int64_t>({{6, gen::just<int64_t>(1000)},
                                                  {2, gen::inRange<int64_t>(0, 1000)},
                                                  {1, gen::just<int64_t>(0)}});
  const auto max_position =
      gen::weightedOneOf<int64_t>({{20, gen::just<int64_t>(1)},
                                   {120, gen::element<int64_t>(2, 64, 65, 311, 1024, 2048, 4096)},
                                   {60, gen::inRange<int64_t>(2, 8192)},
                                   {1, gen::just(kLongTable)}});
  return gen::apply(
      [](PositionPattern p, int64_t rows, uint64_t bad_permille, SlotPattern s, bool pages,
         HolePattern h, int64_t given_permille) {
        return Indices{p, rows, bad_permille, s, pages, h, given_permille};
      },
      positions(), max_position, bad, slots(), one_in(2), holes(), given);
}

}  // namespace ropekv::gen_parts
