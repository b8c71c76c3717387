#include "properties/judge_rules.h"

#include <algorithm>

#include "reference/hash.h"

namespace ropekv {

bool is_selected(std::string_view property, const JudgeOptions& options) {
  return options.only.empty() || std::ranges::find(options.only, property) != options.only.end();
}

Poison poison_for(const Case& c) {
  const uint64_t hash = mix64(c.data_seed);
  return {hash, (hash >> 32 & 1) != 0};
}

bool names_holes(const std::vector<int64_t>& slot_mapping, int64_t num_slots) {
  return std::ranges::any_of(slot_mapping,
                             [&](int64_t slot) { return slot < 0 || slot >= num_slots; });
}

std::string why_mistrusted(const Case& c, const JudgeOptions& options, const Judgement& judgement) {
  if (options.only.empty() && c.num_tokens > 0 && judgement.elements_checked == 0) {
    return "no element of an output was looked at";
  }
  NumericStats numeric = judgement.numeric;
  numeric += judgement.cache_numeric;
  if (2 * numeric.finite >= numeric.computed) return {};
  return "only " + std::to_string(numeric.finite) + " of " + std::to_string(numeric.computed) +
         " computed elements are finite";
}

}  // namespace ropekv
