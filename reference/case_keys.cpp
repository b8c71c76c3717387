// The keys of a case line. Adding one: a field of Case and one entry here, with the old meaning as
// its default, and a golden line in reference/tests/case_text_test.cpp.
#include <array>

#include "reference/case_text.h"
#include "reference/list_text.h"

namespace ropekv {
namespace {

constexpr size_t kMaxListValues = size_t{1} << 20;

template <typename T>
CaseKey number(std::string_view name, std::string_view default_text, T Case::*field) {
  return {name, default_text, "an integer",
          [field](const Case& c) { return std::to_string(c.*field); },
          [field](std::string_view text, Case& c) { return parse_integer(text, &(c.*field)); }};
}

// A number that follows another quantity of the case unless it is given: rotary_dim=full.
CaseKey following(std::string_view name, std::string_view word, std::string_view expects,
                  int64_t Case::*field, int64_t (*followed)(const Case&)) {
  return {name, word, expects,
          [=](const Case& c) {
            return c.*field == followed(c) ? std::string(word) : std::to_string(c.*field);
          },
          [=](std::string_view text, Case& c) {
            if (text != word) return parse_integer(text, &(c.*field));
            c.*field = followed(c);
            return true;
          }};
}

template <typename Enum, size_t N>
CaseKey choice(std::string_view name, std::string_view expects, Enum Case::*field,
               std::array<std::string_view, N> words) {
  return {name, words[0], expects,
          [=](const Case& c) { return std::string(words[static_cast<size_t>(c.*field)]); },
          [=](std::string_view text, Case& c) {
            for (size_t i = 0; i < N; ++i) {
              if (text != words[i]) continue;
              c.*field = static_cast<Enum>(i);
              return true;
            }
            return false;
          }};
}

CaseKey padding(std::string_view name, Padding Case::*field) {
  return {name, "0:0", "TOKEN:HEAD, elements of gap behind each token and each head row",
          [=](const Case& c) {
            return std::to_string((c.*field).token) + ':' + std::to_string((c.*field).head);
          },
          [=](std::string_view text, Case& c) {
            const size_t colon = text.find(':');
            return colon != text.npos && parse_integer(text.substr(0, colon), &(c.*field).token) &&
                   parse_integer(text.substr(colon + 1), &(c.*field).head);
          }};
}

// "word" or "word:rest": the index of word, and what follows the colon.
template <size_t N>
std::optional<size_t> split_kind(std::string_view text,
                                 const std::array<std::string_view, N>& words,
                                 std::string_view* rest) {
  const size_t colon = text.find(':');
  *rest = colon == text.npos ? std::string_view() : text.substr(colon + 1);
  for (size_t i = 0; i < N; ++i) {
    if (text.substr(0, colon) == words[i]) return i;
  }
  return std::nullopt;
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

constexpr std::array<std::string_view, 7> kPositionKinds = {
    "iota", "repeated", "descending", "same", "random", "edges", "list"};
constexpr std::array<std::string_view, 5> kSlotKinds = {"permuted", "iota", "tail", "clustered",
                                                        "list"};
constexpr std::array<std::string_view, 5> kHoleKinds = {"none", "all", "tail", "every", "random"};
constexpr std::array<std::string_view, 3> kTableKinds = {"real", "wild", "identity"};

std::string print_positions(const Case& c) {
  const std::string kind(kPositionKinds[static_cast<size_t>(c.positions.kind)]);
  return kind + ':' +
         (c.positions.kind == PositionKind::kList ? print_list(c.positions.list)
                                                  : std::to_string(c.positions.arg));
}

bool parse_positions(std::string_view text, Case& c) {
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
      return kind + ':' + std::to_string(c.slots.arg) + ':' + std::to_string(c.slots.run);
    case SlotKind::kList:
      return kind + ':' + print_list(c.slots.list);
    case SlotKind::kPermuted:
    case SlotKind::kIota:
      break;
  }
  return kind + ':' + std::to_string(c.slots.arg);
}

bool parse_slots(std::string_view text, Case& c) {
  std::string_view rest;
  const auto kind = split_kind(text, kSlotKinds, &rest);
  if (!kind) return false;
  c.slots = {static_cast<SlotKind>(*kind), 0, 1, {}};
  switch (c.slots.kind) {
    case SlotKind::kTail:
      return text == kSlotKinds[*kind];
    case SlotKind::kClustered:
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

constexpr std::array<std::string_view, 5> kHoleValues = {"minus_one", "past_end", "lowest",
                                                         "negative", "far_past_end"};

CaseKey hole_value() {
  return {
      "hole_value", kHoleValues[0], "minus_one, past_end, lowest, negative or far_past_end",
      [](const Case& c) { return std::string(kHoleValues[static_cast<size_t>(c.holes.value)]); },
      [](std::string_view text, Case& c) {
        for (size_t i = 0; i < kHoleValues.size(); ++i) {
          if (text != kHoleValues[i]) continue;
          c.holes.value = static_cast<HoleValue>(i);
          return true;
        }
        return false;
      }};
}

}  // namespace

const std::vector<CaseKey>& case_keys() {
  using Words2 = std::array<std::string_view, 2>;
  static const std::vector<CaseKey> keys = {
      number("num_tokens", "1", &Case::num_tokens),
      following("num_slots_given", "all", "an integer or all", &Case::num_slots_given,
                [](const Case& c) { return c.num_tokens; }),
      number("num_qo_heads", "1", &Case::num_qo_heads),
      number("num_kv_heads", "1", &Case::num_kv_heads),
      number("head_dim", "64", &Case::head_dim),
      following("v_head_dim", "same", "an integer or same", &Case::v_head_dim,
                [](const Case& c) { return c.head_dim; }),
      following("rotary_dim", "full", "an even integer or full", &Case::rotary_dim,
                [](const Case& c) { return c.head_dim; }),
      choice("style", "neox or interleaved", &Case::style, Words2{"neox", "interleaved"}),
      choice("dtype", "f32, f16 or bf16", &Case::dtype,
             std::array<std::string_view, 3>{"f32", "f16", "bf16"}),
      choice("position_dtype", "int64 or int32", &Case::position_dtype, Words2{"int64", "int32"}),
      choice("slot_dtype", "int64 or int32", &Case::slot_dtype, Words2{"int64", "int32"}),
      choice("cache", "both, none, k or v", &Case::cache,
             std::array<std::string_view, 4>{"both", "none", "k", "v"}),
      choice("absent", "none, q or k", &Case::absent,
             std::array<std::string_view, 3>{"none", "q", "k"}),
      choice("in_place", "no or yes", &Case::in_place, Words2{"no", "yes"}),
      choice("pdl", "no or yes", &Case::pdl, Words2{"no", "yes"}),
      choice("qkv", "separate or fused", &Case::qkv, Words2{"separate", "fused"}),
      padding("q_pad", &Case::q_pad),
      padding("k_pad", &Case::k_pad),
      padding("v_pad", &Case::v_pad),
      padding("q_rope_pad", &Case::q_rope_pad),
      padding("k_rope_pad", &Case::k_rope_pad),
      padding("k_buffer_pad", &Case::k_buffer_pad),
      padding("v_buffer_pad", &Case::v_buffer_pad),
      following("num_slots", "tokens", "an integer or tokens", &Case::num_slots,
                [](const Case& c) { return c.num_tokens > 0 ? c.num_tokens : 1; }),
      number("max_position", "64", &Case::max_position),
      {"positions", "iota:0",
       "iota:START, repeated:N, descending:START, same:P, random:SEED, edges:SEED or list:RUNS",
       print_positions, parse_positions},
      number("bad_positions", "0", &Case::bad_positions_permille),
      {"slots", "permuted:0", "permuted:SEED, iota:START, tail, clustered:SEED:RUN or list:RUNS",
       print_slots, parse_slots},
      {"holes", "none", "none, all, tail:N, every:N or random:SEED:PERMILLE", print_holes,
       parse_holes},
      hole_value(),
      {"table", "real:10000", "real:THETA, wild or identity", print_table, parse_table},
      choice("values", "normal, integers, large, tiny, zeros, special or bits", &Case::values,
             std::array<std::string_view, 7>{"normal", "integers", "large", "tiny", "zeros",
                                             "special", "bits"}),
      number("data_seed", "0", &Case::data_seed),
  };
  return keys;
}

}  // namespace ropekv
