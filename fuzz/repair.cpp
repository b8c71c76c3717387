#include "fuzz/repair.h"

#include <algorithm>
#include <map>

#include "reference/case_text.h"
#include "reference/ignored_keys.h"

namespace ropekv {
namespace {

void cut_lists(Case& c) {
  constexpr int64_t kLongestList = 1 << 20;  // a list cannot grow to any number of tokens
  if (c.positions.kind == PositionKind::kList && c.num_tokens <= kLongestList) {
    c.positions.list.resize(std::max<int64_t>(c.num_tokens, 0));
    for (int64_t& p : c.positions.list) p = std::clamp<int64_t>(p, 0, c.max_position - 1);
  }
  if (c.slots.kind == SlotKind::kList && c.num_slots_given <= kLongestList) {
    c.slots.list.resize(std::max<int64_t>(c.num_slots_given, 0), -1);
  }
}

void follow_absent_k(Case& c) {
  if (c.has_k() || c.qkv == QkvSource::kFused) return;
  if (c.cache == CacheWrite::kBoth) c.cache = CacheWrite::kVOnly;
  if (c.cache == CacheWrite::kKOnly) c.cache = CacheWrite::kNone;
}

}  // namespace

void repair(Case& c) {
  c.num_slots_given = std::min(c.num_slots_given, c.num_tokens);
  c.rotary_dim = std::min(c.rotary_dim, c.head_dim);
  c.rotary_dim -= c.rotary_dim % 2;
  c.max_position = std::max<int64_t>(c.max_position, 1);
  follow_absent_k(c);
  drop_ignored_keys(&c);
  cut_lists(c);
}

std::optional<Case> repaired_case(const CasePairs& pairs) {
  const std::map<std::string_view, std::string_view> given(pairs.begin(), pairs.end());
  Case c;
  for (const CaseKey& key : case_keys()) {
    const auto found = given.find(key.name);
    if (!key.parse(found == given.end() ? key.default_text : found->second, c)) return std::nullopt;
  }
  repair(c);
  if (!why_not_legal(c).empty()) return std::nullopt;
  return c;
}

}  // namespace ropekv
