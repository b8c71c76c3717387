#include "fuzz/capture/index_patterns.h"

#include <algorithm>

#include "reference/indices.h"

namespace ropekv {
namespace {

// How far `values` go on as `value_of` says.
template <typename ValueOf>
bool gives(const std::vector<int64_t>& values, const ValueOf& value_of) {
  for (int64_t i = 0; i < std::ssize(values); ++i) {
    if (values[i] != value_of(i)) return false;
  }
  return true;
}

std::vector<PositionPattern> position_patterns(const std::vector<int64_t>& values) {
  std::vector<PositionPattern> patterns = {{}};
  if (values.empty()) return patterns;
  const auto first = static_cast<uint64_t>(values[0]);
  patterns.push_back({PositionKind::kIota, first, {}});
  patterns.push_back({PositionKind::kSame, first, {}});
  patterns.push_back({PositionKind::kDescending, first, {}});
  // Sequences of one length side by side: it is where 0 comes back.
  const auto again = std::find(values.begin() + 1, values.end(), 0);
  if (again != values.end()) {
    patterns.push_back(
        {PositionKind::kRepeated, static_cast<uint64_t>(again - values.begin()), {}});
  }
  return patterns;
}

std::vector<SlotPattern> slot_patterns(const std::vector<int64_t>& values) {
  std::vector<SlotPattern> patterns = {{}};  // where all are holes
  if (values.empty()) return patterns;
  if (values[0] >= 0)
    patterns.push_back({SlotKind::kIota, static_cast<uint64_t>(values[0]), 1, {}});
  patterns.push_back({SlotKind::kTail, 0, 1, {}});
  return patterns;
}

// None, all, and those of a batch that was padded at its end, with the value that is there.
std::vector<HolePattern> hole_patterns(const std::vector<int64_t>& values, const Case& c) {
  std::vector<HolePattern> patterns = {{}};
  if (values.empty()) return patterns;
  std::vector<HoleValue> kinds = {HoleValue::kMinusOne, HoleValue::kPastEnd};
  if (c.reserved_slot >= 0) kinds.push_back(HoleValue::kReserved);
  const auto last = values.back();
  const auto begin =
      std::find_if(values.rbegin(), values.rend(), [&](int64_t value) { return value != last; });
  const auto length = static_cast<uint64_t>(begin - values.rbegin());
  for (const HoleValue value : kinds) {
    patterns.push_back({HoleKind::kAll, 0, 0, value});
    patterns.push_back({HoleKind::kTail, length, 0, value});
  }
  return patterns;
}

}  // namespace

void set_positions(const std::vector<int64_t>& values, Case* c) {
  for (const PositionPattern& pattern : position_patterns(values)) {
    c->positions = pattern;
    if (gives(values, [&](int64_t token) { return position_of(*c, token); })) return;
  }
  c->positions = {PositionKind::kList, 0, values};
}

void set_slots(const std::vector<int64_t>& values, Case* c) {
  for (const HolePattern& holes : hole_patterns(values, *c)) {
    for (const SlotPattern& slots : slot_patterns(values)) {
      c->slots = slots;
      c->holes = holes;
      if (gives(values, [&](int64_t token) { return slot_of(*c, token); })) return;
    }
  }
  c->slots = {SlotKind::kList, 0, 1, values};
  c->holes = {};
}

}  // namespace ropekv
