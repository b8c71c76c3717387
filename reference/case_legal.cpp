// Which values make a legal case together: limits that keep every offset within 64 bits, and keys
// that would be ignored (so that one launch has one line).
#include <cmath>
#include <string>
#include <tuple>

#include "reference/case_text.h"
#include "reference/ignored_keys.h"
#include "reference/key_kinds.h"
#include "reference/layout.h"

namespace ropekv {
namespace {

constexpr int64_t kMaxInt32 = 2147483647;
// Behind a token, slot or page there may be enough that rows lie past 2^31 elements: an offset in
// 32 bits then shows on a launch of a few tokens.
constexpr int64_t kMaxPadding = int64_t{1} << 33;
constexpr int64_t kMaxHeadPadding = 16384;

template <typename Int>
struct Limit {
  std::string_view name;
  Int value, least, most;

  bool holds() const { return least <= value && value <= most; }
};

template <typename Int>
std::string out_of_range(const Limit<Int>& limit) {
  return std::string(limit.name) + " is " + std::to_string(limit.value) + ": it must be in " +
         std::to_string(limit.least) + ".." + std::to_string(limit.most);
}

std::string why_lists_not_legal(const Case& c) {
  if (c.positions.kind == PositionKind::kList) {
    if (std::ssize(c.positions.list) != c.num_tokens) {
      return "positions lists " + std::to_string(c.positions.list.size()) +
             " values: it must list num_tokens, " + std::to_string(c.num_tokens);
    }
    for (const int64_t p : c.positions.list) {
      if (p < 0 || p >= c.max_position) {
        return out_of_range(Limit<int64_t>{"positions value", p, 0, c.max_position - 1});
      }
    }
  }
  if (c.slots.kind == SlotKind::kList) {
    if (std::ssize(c.slots.list) != c.num_slots_given) {
      return "slots lists " + std::to_string(c.slots.list.size()) +
             " values: it must list num_slots_given, " + std::to_string(c.num_slots_given);
    }
    if (c.slot_dtype == IndexType::kInt32) {
      for (const int64_t s : c.slots.list) {
        if (s < -kMaxInt32 - 1 || s > kMaxInt32) {
          return out_of_range(
              Limit<int64_t>{"slots value (slot_dtype=int32)", s, -kMaxInt32 - 1, kMaxInt32});
        }
      }
    }
  }
  return {};
}

std::string why_numbers_not_legal(const Case& c) {
  const int64_t slot_limit = c.slot_dtype == IndexType::kInt32 ? kMaxInt32 : int64_t{1} << 32;
  const Limit<int64_t> limits[] = {
      {"num_tokens", c.num_tokens, 0, kMaxInt32},
      {"num_slots_given", c.num_slots_given, 0, c.num_tokens},
      {"num_qo_heads", c.num_qo_heads, 1, 4096},
      {"num_kv_heads", c.num_kv_heads, 1, 4096},
      {"head_dim", c.head_dim, 2, 4096},
      {"v_head_dim", c.v_head_dim, 1, 4096},
      {"rotary_dim", c.rotary_dim, 2, c.head_dim},
      {"page_size", c.page_size, 1, 1024},
      {"k_page_pad", c.k_page_pad, 0, kMaxPadding},
      {"v_page_pad", c.v_page_pad, 0, kMaxPadding},
      {"num_slots", c.num_slots, 1, slot_limit},
      {"reserved_slot", c.reserved_slot, -1, c.num_slots - 1},
      {"max_position", c.max_position, 1, kMaxInt32},
  };
  for (const auto& limit : limits) {
    if (!limit.holds()) return out_of_range(limit);
  }
  const Limit<uint64_t> unsigned_limits[] = {
      {"bad_positions", c.bad_positions_permille, 0, 1000},
      {"holes permille", c.holes.permille, 0, 1000},
      {"table theta", c.theta, 1, uint64_t{1} << 40},
  };
  for (const auto& limit : unsigned_limits) {
    if (!limit.holds()) return out_of_range(limit);
  }
  return {};
}

std::string why_padding_not_legal(const Case& c) {
  const std::tuple<std::string_view, Padding> pads[] = {{"q_pad", c.q_pad},
                                                        {"k_pad", c.k_pad},
                                                        {"v_pad", c.v_pad},
                                                        {"q_rope_pad", c.q_rope_pad},
                                                        {"k_rope_pad", c.k_rope_pad},
                                                        {"k_buffer_pad", c.k_buffer_pad},
                                                        {"v_buffer_pad", c.v_buffer_pad}};
  for (const auto& [name, pad] : pads) {
    for (const auto& limit : {Limit<int64_t>{name, pad.token, 0, kMaxPadding},
                              Limit<int64_t>{name, pad.head, 0, kMaxHeadPadding}}) {
      if (!limit.holds()) return out_of_range(limit);
    }
  }
  return {};
}

// Values that stand in their ranges but say nothing, or nothing possible.
std::string why_values_not_legal(const Case& c) {
  if (c.rotary_dim % 2 != 0)
    return "rotary_dim is " + std::to_string(c.rotary_dim) + ": it must be even";
  if (c.num_slots % c.page_size != 0) {
    return "num_slots is " + std::to_string(c.num_slots) +
           ": it must be whole pages of page_size " + std::to_string(c.page_size);
  }
  for (const auto& [name, scale] : {std::tuple{"k_scale", c.k_scale}, {"v_scale", c.v_scale}}) {
    if (!(scale > 0 && std::isfinite(scale))) {
      return std::string(name) + " is " + print_float(scale) + ": it must be finite and > 0";
    }
  }
  if (c.absent == Absent::kK && (c.cache == CacheWrite::kBoth || c.cache == CacheWrite::kKOnly)) {
    return "cache must be none or v: absent=k";
  }
  if (c.positions.kind == PositionKind::kRepeated && c.positions.arg == 0) {
    return "positions is repeated:0: N must be at least 1";
  }
  if (c.slots.run == 0) {
    return c.slots.kind == SlotKind::kColliding
               ? "slots is colliding on 0 slots: DISTINCT must be at least 1"
               : "slots is clustered with runs of 0: RUN must be at least 1";
  }
  if (c.holes.kind == HoleKind::kEvery && c.holes.arg == 0) {
    return "holes is every:0: N must be at least 1";
  }
  return {};
}

std::string why_launch_not_legal(const Case& c) {
  if (c.scenario.kind == ScenarioKind::kServing) {
    const Limit<uint64_t> steps{"scenario=serving STEPS", c.scenario.steps, 1, 100'000};
    if (!steps.holds()) return out_of_range(steps);
  }
  if (c.misaligned != Misaligned{}) {
    const Limit<int64_t> elements{"misaligned ELEMENTS", c.misaligned.elements, 1, 15};
    if (!elements.holds()) return out_of_range(elements);
    if (c.misaligned.tensors == 0) return "misaligned names no tensor";
  }
  return {};
}

std::string why_not_in_memory(const Case& c) {
  return layout_fits(c) ? "" : "the bytes of all tensors, gaps included, do not fit in 63 bits";
}

}  // namespace

std::string why_not_legal(const Case& c) {
  // In this order: each may rely on those before it.
  for (const auto why :
       {why_numbers_not_legal, why_padding_not_legal, why_values_not_legal, why_launch_not_legal,
        why_ignored, why_lists_not_legal, why_not_in_memory}) {
    if (std::string sentence = why(c); !sentence.empty()) return sentence;
  }
  return {};
}

}  // namespace ropekv
