#include <algorithm>

#include "properties/gen/dimension_parts.h"
#include "reference/indices.h"

namespace ropekv::gen_parts {
namespace {

constexpr int64_t kLongestList = 64;

template <SlotKind kind, uint64_t run = 1>
constexpr Choice slots(std::string_view name) {
  return {name, [](const Case& c) { return c.stores() && c.slots.kind == kind; },
          [](Case* c) {
            const bool seeded = kind != SlotKind::kTail;
            c->slots = {kind, seeded ? mix64(c->data_seed) >> 40 : 0, run, {}};
          }};
}

// Different slots of the pool, the last ones among them, and a hole.
void list_slots(Case* c) {
  c->num_slots_given = std::min(c->num_slots_given, kLongestList);
  std::vector<int64_t> list;
  for (int64_t t = 0; t < c->num_slots_given; ++t) {
    list.push_back(t < c->num_slots && t != 2 ? c->num_slots - 1 - t : -1);
  }
  c->slots = {SlotKind::kList, 0, 1, list};
}

bool clusters_in(const Case& c, bool pages) {
  return c.stores() && c.slots.kind == SlotKind::kClustered &&
         (c.slots.run == static_cast<uint64_t>(c.page_size)) == pages;
}

Dimension slot_patterns() {
  return {
      "slots",
      {
          slots<SlotKind::kPermuted>("permuted"),
          slots<SlotKind::kIota>("in order"),
          slots<SlotKind::kTail>("tail"),
          {"in pages", [](const Case& c) { return clusters_in(c, true); },
           [](Case* c) {
             const auto page = static_cast<uint64_t>(c->page_size);
             c->slots = {SlotKind::kClustered, mix64(c->data_seed) >> 40, page, {}};
           }},
          {"in runs across pages", [](const Case& c) { return clusters_in(c, false); },
           [](Case* c) {
             const uint64_t run = c->page_size == 3 ? 4 : 3;
             c->slots = {SlotKind::kClustered, mix64(c->data_seed) >> 40, run, {}};
           }},
          slots<SlotKind::kColliding, 3>("colliding"),
          {"listed", [](const Case& c) { return c.stores() && c.slots.kind == SlotKind::kList; },
           list_slots},
      }};
}

template <HoleKind kind>
constexpr Choice holes(std::string_view name) {
  return {name, [](const Case& c) { return c.stores() && c.holes.kind == kind; },
          [](Case* c) {
            c->holes.kind = kind;
            c->holes.arg = kind == HoleKind::kRandom                             ? 7
                           : kind == HoleKind::kTail || kind == HoleKind::kEvery ? 2
                                                                                 : 0;
            c->holes.permille = kind == HoleKind::kRandom ? 300 : 0;
            if (kind == HoleKind::kNone) c->holes.value = HoleValue::kMinusOne;
          }};
}

bool has_holes(const Case& c) {
  return c.stores() && c.holes.kind != HoleKind::kNone;
}

template <HoleValue value>
constexpr Choice hole_value(std::string_view name) {
  return {name, [](const Case& c) { return has_holes(c) && c.holes.value == value; },
          [](Case* c) {
            if (c->holes.kind == HoleKind::kNone) c->holes = {HoleKind::kEvery, 2, 0, value};
            if (value == HoleValue::kReserved && c->reserved_slot < 0) c->reserved_slot = 0;
            c->holes.value = value;
          }};
}

Dimension slots_given() {
  return {
      "slots given",
      {
          {"all", [](const Case& c) { return c.stores() && c.num_slots_given == c.num_tokens; },
           [](Case* c) { c->num_slots_given = c->num_tokens; }},
          {"fewer",  // B1
           [](const Case& c) {
             return c.stores() && c.num_slots_given < c.num_tokens && c.num_slots_given > 0;
           },
           [](Case* c) { c->num_slots_given = std::max<int64_t>(1, c->num_tokens * 3 / 4); }},
          {"none",  // B3
           [](const Case& c) { return c.stores() && c.num_slots_given == 0 && c.num_tokens > 0; },
           [](Case* c) {
             c->num_slots_given = 0;
             if (c->slots.kind == SlotKind::kList) c->slots.list.clear();
           }},
      }};
}

template <PositionKind kind>
constexpr Choice positions(std::string_view name) {
  return {name, [](const Case& c) { return c.positions.kind == kind; },
          [](Case* c) {
            c->positions = {kind, 1 + (mix64(c->data_seed) >> 40), {}};
          }};
}

void list_positions(Case* c) {
  c->num_tokens = std::min(c->num_tokens, kLongestList);
  c->num_slots_given = std::min(c->num_slots_given, c->num_tokens);
  const int64_t rows = std::max<int64_t>(1, c->max_position);
  std::vector<int64_t> list;
  for (int64_t t = 0; t < c->num_tokens; ++t) list.push_back(t % 3 == 0 ? rows - 1 : t % rows);
  c->positions = {PositionKind::kList, 0, list};
}

Dimension position_patterns() {
  return {"positions",
          {
              positions<PositionKind::kIota>("in order"),
              positions<PositionKind::kRepeated>("repeated"),
              positions<PositionKind::kDescending>("descending"),
              positions<PositionKind::kSame>("same"),
              positions<PositionKind::kRandom>("random"),  // G6
              positions<PositionKind::kEdges>("edges"),    // G4
              {"listed", [](const Case& c) { return c.positions.kind == PositionKind::kList; },
               list_positions},
          }};
}

Dimension tables() {
  constexpr auto rows = &Case::max_position;
  return {"max_position",
          {is<rows, 1>("1"), between<rows, 2, 63>("2..63"), between<rows, 64, 1023>("64..1023"),
           between<rows, 1024, 8192>("1024..8192"), between<rows, 65537, 131072>("past 16 bits")}};
}

}  // namespace

std::vector<Dimension> index_dimensions() {
  return {
      slot_patterns(),
      {"holes",
       {holes<HoleKind::kNone>("none"), holes<HoleKind::kAll>("all"),  // B6
        holes<HoleKind::kTail>("tail"), holes<HoleKind::kEvery>("every"),
        holes<HoleKind::kRandom>("random")}},
      {"hole_value",
       {hole_value<HoleValue::kMinusOne>("-1"), hole_value<HoleValue::kPastEnd>("past the end"),
        hole_value<HoleValue::kLowest>("lowest"), hole_value<HoleValue::kNegative>("negative"),
        hole_value<HoleValue::kFarPastEnd>("far past the end"),
        hole_value<HoleValue::kReserved>("reserved")}},
      slots_given(),
      position_patterns(),
      {"positions outside",
       {is<&Case::bad_positions_permille, 0>("none"),
        {"some", [](const Case& c) { return c.bad_positions_permille > 0; },
         [](Case* c) { c->bad_positions_permille = 300; }}}},
      tables(),
  };
}

}  // namespace ropekv::gen_parts
