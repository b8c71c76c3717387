#include "fuzz/claim_text.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace ropekv {
namespace {

using Words = std::vector<std::string_view>;

std::string of_bits(uint32_t bits, const Words& words) {
  Words chosen;
  for (size_t i = 0; i < words.size(); ++i) {
    if (bits >> i & 1) chosen.push_back(words[i]);
  }
  return chosen.empty() ? "none" : fmt::format("{}", fmt::join(chosen, ", "));
}

std::string at_most(std::string_view what, int32_t limit) {
  return limit == 0 ? fmt::format("any {}", what) : fmt::format("{} up to {}", what, limit);
}

// The defaults are left out.
std::vector<std::string> own_rules(const ropekv_description& d) {
  std::vector<std::string> rules;
  const auto put = [&](bool differs, const char* rule) {
    if (differs) rules.emplace_back(rule);
  };
  put(!d.writes_k_rope, "k_rope is not written");
  put(!d.rotates_padded_k, "padded k may stay unrotated");
  put(!d.skips_negative_slots, "every token has a slot");
  put(!d.bounds_safe, "every position lies in the table");
  put(d.arith == ROPEKV_ARITH_WIDER, "arithmetic wider than f32");
  put(d.arith == ROPEKV_ARITH_INPUT_DTYPE, "arithmetic in the dtype of q");
  put(d.table == ROPEKV_TABLE_ROUNDED_TO_INPUT, "the table rounded to the dtype of q");
  put(d.ftz != 0, "subnormals may be flushed");
  put(d.nan_payload == ROPEKV_NAN_PAYLOAD_CANONICAL, "payloads of NaNs may be lost");
  const bool has_fp8 = (d.cache_dtypes >> ROPEKV_FP8_E4M3) != 0;
  put(has_fp8 && d.fp8_source == ROPEKV_FP8_SOURCE_ROUNDED_K_ROPE, "fp8 of the rounded k_rope");
  put(has_fp8 && d.fp8_scaling == ROPEKV_FP8_MULTIPLY, "fp8 times the reciprocal scale");
  put(has_fp8 && !d.fp8_saturates, "fp8 overflows");
  put(d.fixed_order != 0, "the same bits in every layout");
  return rules;
}

}  // namespace

std::string claim_text(const ropekv_description& d, bool excepts) {
  const Words dtypes = {"f32", "f16", "bf16", "e4m3", "e5m2"};
  const Words indices = {"int32", "int64"};
  std::vector<std::string> parts = {
      of_bits(d.memories, {"host", "cuda"}),
      of_bits(d.styles, {"neox", "interleaved"}),
      of_bits(d.dtypes, dtypes),
      "tables " + of_bits(d.table_dtypes, dtypes),
      "caches " + of_bits(d.cache_dtypes, dtypes),
      "positions " + of_bits(d.position_dtypes, indices),
      "slots " + of_bits(d.slot_dtypes, indices),
      at_most("head_dim", d.max_head_dim),
      d.max_page_size == 1 ? "flat pools" : at_most("page_size", d.max_page_size),
      of_bits((d.in_place ? 1U : 0U) | (d.out_of_place ? 2U : 0U), {"in place", "out of place"}),
  };
  if (d.min_alignment_bytes > 1) {
    parts.push_back(fmt::format("bases aligned to {} bytes", d.min_alignment_bytes));
  }
  if (excepts) parts.emplace_back("less what its ropekv_supports leaves out");
  std::string text = fmt::format("{}", fmt::join(parts, "; "));
  const auto rules = own_rules(d);
  return rules.empty() ? text : fmt::format("{}; {}", text, fmt::join(rules, "; "));
}

}  // namespace ropekv
