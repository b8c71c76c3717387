#include "reference/pattern_text.h"

#include <array>
#include <optional>

#include "reference/key_kinds.h"
#include "reference/list_file.h"
#include "reference/list_text.h"

namespace ropekv {
namespace {

constexpr size_t kMaxListValues = size_t{1} << 20;

// "word" or "word:rest": the index of word, and what follows the colon.
template <size_t N>
std::optional<size_t> split_kind(std::string_view text,
                                 const std::array<std::string_view, N>& words,
                                 std::string_view* rest) {
  const size_t colon = text.find(':');
  *rest = colon == text.npos ? std::string_view() : text.substr(colon + 1);
  return find_word(text.substr(0, colon), words);
}

// "a:b", both numbers.
bool parse_two(std::string_view text, uint64_t* a, uint64_t* b) {
  const size_t colon = text.find(':');
  return colon != text.npos && parse_integer(text.substr(0, colon), a) &&
         parse_integer(text.substr(colon + 1), b);
}

// `text` is the whole of "list:RUNS": no runs are a list without values, but the colon must stand.
bool parse_list_into(std::string_view text, std::vector<int64_t>* out) {
  const size_t colon = text.find(':');
  if (colon == text.npos) return false;
  const auto list = parse_list(text.substr(colon + 1), kMaxListValues);
  if (list) *out = *list;
  return list.has_value();
}

// A list, in the line or in a file.
template <typename Pattern>
std::string print_values(const Pattern& pattern) {
  return pattern.arg == 0 ? "list:" + print_list(pattern.list) : print_list_file(pattern.arg);
}

constexpr std::array<std::string_view, 7> kPositionKinds = {
    "iota", "repeated", "descending", "same", "random", "edges", "list"};
constexpr std::array<std::string_view, 6> kSlotKinds = {"permuted",  "iota", "tail",
                                                        "clustered", "list", "colliding"};
constexpr std::array<std::string_view, 5> kHoleKinds = {"none", "all", "tail", "every", "random"};
constexpr std::array<std::string_view, 3> kTableKinds = {"real", "wild", "identity"};

std::string print_positions(const Case& c) {
  if (c.positions.kind == PositionKind::kList) return print_values(c.positions);
  const std::string kind(kPositionKinds[static_cast<size_t>(c.positions.kind)]);
  return kind + ':' + std::to_string(c.positions.arg);
}

bool parse_positions(std::string_view text, Case& c) {
  if (const auto sum = parse_list_file(text)) {  // load_list_files() gives the values
    c.positions = {PositionKind::kList, *sum, {}};
    return true;
  }
  std::string_view rest;
  const auto kind = split_kind(text, kPositionKinds, &rest);
  if (!kind) return false;
  c.positions = {static_cast<PositionKind>(*kind), 0, {}};
  return c.positions.kind == PositionKind::kList ? parse_list_into(text, &c.positions.list)
                                                 : parse_integer(rest, &c.positions.arg);
}

std::string print_slots(const Case& c) {
  const std::string kind(kSlotKinds[static_cast<size_t>(c.slots.kind)]);
  switch (c.slots.kind) {
    case SlotKind::kTail:
      return kind;
    case SlotKind::kClustered:
    case SlotKind::kColliding:
      return kind + ':' + std::to_string(c.slots.arg) + ':' + std::to_string(c.slots.run);
    case SlotKind::kList:
      return print_values(c.slots);
    case SlotKind::kPermuted:
    case SlotKind::kIota:
      break;
  }
  return kind + ':' + std::to_string(c.slots.arg);
}

bool parse_slots(std::string_view text, Case& c) {
  if (const auto sum = parse_list_file(text)) {
    c.slots = {SlotKind::kList, *sum, 1, {}};
    return true;
  }
  std::string_view rest;
  const auto kind = split_kind(text, kSlotKinds, &rest);
  if (!kind) return false;
  c.slots = {static_cast<SlotKind>(*kind), 0, 1, {}};
  switch (c.slots.kind) {
    case SlotKind::kTail:
      return text == kSlotKinds[*kind];
    case SlotKind::kClustered:
    case SlotKind::kColliding:
      return parse_two(rest, &c.slots.arg, &c.slots.run);
    case SlotKind::kList:
      return parse_list_into(text, &c.slots.list);
    case SlotKind::kPermuted:
    case SlotKind::kIota:
      break;
  }
  return parse_integer(rest, &c.slots.arg);
}

std::string print_holes(const Case& c) {
  const std::string kind(kHoleKinds[static_cast<size_t>(c.holes.kind)]);
  switch (c.holes.kind) {
    case HoleKind::kNone:
    case HoleKind::kAll:
      return kind;
    case HoleKind::kRandom:
      return kind + ':' + std::to_string(c.holes.arg) + ':' + std::to_string(c.holes.permille);
    case HoleKind::kTail:
    case HoleKind::kEvery:
      break;
  }
  return kind + ':' + std::to_string(c.holes.arg);
}

bool parse_holes(std::string_view text, Case& c) {
  std::string_view rest;
  const auto kind = split_kind(text, kHoleKinds, &rest);
  if (!kind) return false;
  c.holes.kind = static_cast<HoleKind>(*kind);
  switch (c.holes.kind) {
    case HoleKind::kNone:
    case HoleKind::kAll:
      return text == kHoleKinds[*kind];
    case HoleKind::kRandom:
      return parse_two(rest, &c.holes.arg, &c.holes.permille);
    case HoleKind::kTail:
    case HoleKind::kEvery:
      break;
  }
  return parse_integer(rest, &c.holes.arg);
}

std::string print_table(const Case& c) {
  const std::string kind(kTableKinds[static_cast<size_t>(c.table)]);
  return c.table == TableKind::kReal ? kind + ':' + std::to_string(c.theta) : kind;
}

bool parse_table(std::string_view text, Case& c) {
  std::string_view rest;
  const auto kind = split_kind(text, kTableKinds, &rest);
  if (!kind) return false;
  c.table = static_cast<TableKind>(*kind);
  return c.table == TableKind::kReal ? parse_integer(rest, &c.theta) : text == kTableKinds[*kind];
}

constexpr std::array<std::string_view, 6> kHoleValues = {"minus_one", "past_end",     "lowest",
                                                         "negative",  "far_past_end", "reserved"};

}  // namespace

CaseKey positions_key() {
  return {"positions", "iota:0",
          "iota:START, repeated:N, descending:START, same:P, random:SEED, edges:SEED, list:RUNS or "
          "file:NAME:CHECKSUM",
          print_positions, parse_positions};
}

CaseKey slots_key() {
  return {"slots", "permuted:0",
          "permuted:SEED, iota:START, tail, clustered:SEED:RUN, list:RUNS, "
          "colliding:SEED:DISTINCT or file:NAME:CHECKSUM",
          print_slots, parse_slots};
}

CaseKey holes_key() {
  return {"holes", "none", "none, all, tail:N, every:N or random:SEED:PERMILLE", print_holes,
          parse_holes};
}

CaseKey hole_value_key() {
  return {
      "hole_value", kHoleValues[0],
      "minus_one, past_end, lowest, negative, far_past_end or reserved",
      [](const Case& c) { return std::string(kHoleValues[static_cast<size_t>(c.holes.value)]); },
      [](std::string_view text, Case& c) {
        const auto word = find_word(text, kHoleValues);
        if (word) c.holes.value = static_cast<HoleValue>(*word);
        return word.has_value();
      }};
}

CaseKey table_key() {
  return {"table", "real:10000", "real:THETA, wild or identity", print_table, parse_table};
}

}  // namespace ropekv
