// Which values make a legal case together: limits that keep every offset within 64 bits, and keys
// that would be ignored (so that one launch has one line).
#include <algorithm>
#include <string>
#include <tuple>

#include "reference/case_text.h"
#include "reference/ignored_keys.h"

namespace ropekv {
namespace {

constexpr int64_t kMaxInt32 = 2147483647;
constexpr int64_t kMaxPadding = 16384;  // so that even the bytes of all tensors fit in 64 bits

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
    std::vector<int64_t> used = c.slots.list;
    std::erase_if(used, [&](int64_t s) { return s < 0 || s >= c.num_slots; });
    std::sort(used.begin(), used.end());
    const auto twice = std::adjacent_find(used.begin(), used.end());
    if (twice != used.end()) return "slots lists slot " + std::to_string(*twice) + " twice";
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

}  // namespace

std::string why_not_legal(const Case& c) {
  const int64_t position_limit = kMaxInt32;
  const int64_t slot_limit = c.slot_dtype == IndexType::kInt32 ? kMaxInt32 : int64_t{1} << 32;
  const Limit<int64_t> limits[] = {
      {"num_tokens", c.num_tokens, 0, kMaxInt32},
      {"num_slots_given", c.num_slots_given, 0, c.num_tokens},
      {"num_qo_heads", c.num_qo_heads, 1, 4096},
      {"num_kv_heads", c.num_kv_heads, 1, 4096},
      {"head_dim", c.head_dim, 2, 4096},
      {"v_head_dim", c.v_head_dim, 1, 4096},
      {"rotary_dim", c.rotary_dim, 2, c.head_dim},
      {"num_slots", c.num_slots, 1, slot_limit},
      {"max_position", c.max_position, 1, position_limit},
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
  const std::tuple<std::string_view, Padding> pads[] = {{"q_pad", c.q_pad},
                                                        {"k_pad", c.k_pad},
                                                        {"v_pad", c.v_pad},
                                                        {"q_rope_pad", c.q_rope_pad},
                                                        {"k_rope_pad", c.k_rope_pad},
                                                        {"k_buffer_pad", c.k_buffer_pad},
                                                        {"v_buffer_pad", c.v_buffer_pad}};
  for (const auto& [name, pad] : pads) {
    for (const int64_t part : {pad.token, pad.head}) {
      const Limit<int64_t> limit{name, part, 0, kMaxPadding};
      if (!limit.holds()) return out_of_range(limit);
    }
  }
  if (c.rotary_dim % 2 != 0)
    return "rotary_dim is " + std::to_string(c.rotary_dim) + ": it must be even";
  if (c.absent == Absent::kK && c.writes_k() == false &&
      (c.cache == CacheWrite::kBoth || c.cache == CacheWrite::kKOnly)) {
    return "cache must be none or v: absent=k";
  }
  if (c.positions.kind == PositionKind::kRepeated && c.positions.arg == 0) {
    return "positions is repeated:0: N must be at least 1";
  }
  if (c.slots.run == 0) return "slots is clustered with runs of 0: RUN must be at least 1";
  if (c.holes.kind == HoleKind::kEvery && c.holes.arg == 0) {
    return "holes is every:0: N must be at least 1";
  }
  if (std::string why = why_ignored(c); !why.empty()) return why;
  return why_lists_not_legal(c);
}

}  // namespace ropekv
