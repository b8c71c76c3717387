// The keys of a case line. Adding one: a field of Case and one entry here, with the old meaning as
// its default, and a golden line in reference/tests/case_golden_test.cpp.
#include "reference/case_text.h"
#include "reference/key_kinds.h"
#include "reference/pattern_text.h"

namespace ropekv {
namespace {

using Words2 = std::array<std::string_view, 2>;
using Words3 = std::array<std::string_view, 3>;
using Words4 = std::array<std::string_view, 4>;

constexpr Words3 kDTypes{"f32", "f16", "bf16"};

// A slot for every token, in whole pages. A page of no slots is not legal, but must get as far as
// the sentence that says so.
int64_t slots_for_all_tokens(const Case& c) {
  const int64_t page = c.page_size < 1 || c.page_size > 1024 ? 1 : c.page_size;
  const int64_t tokens = c.num_tokens > 0 ? c.num_tokens : 1;
  const int64_t rest = tokens % page;
  return rest == 0 || tokens > INT64_MAX - page ? tokens : tokens - rest + page;
}

// One list for each room of the case, in canonical order one behind the other.
std::vector<CaseKey> shape_keys() {
  return {
      number_key("num_tokens", "1", &Case::num_tokens),
      following_key("num_slots_given", "all", "an integer or all", &Case::num_slots_given,
                    [](const Case& c) { return c.num_tokens; }),
      number_key("num_qo_heads", "1", &Case::num_qo_heads),
      number_key("num_kv_heads", "1", &Case::num_kv_heads),
      number_key("head_dim", "64", &Case::head_dim),
      following_key("v_head_dim", "same", "an integer or same", &Case::v_head_dim,
                    [](const Case& c) { return c.head_dim; }),
      following_key("rotary_dim", "full", "an even integer or full", &Case::rotary_dim,
                    [](const Case& c) { return c.head_dim; }),
      choice_key("style", "neox or interleaved", &Case::style, Words2{"neox", "interleaved"}),
      choice_key("dtype", "f32, f16 or bf16", &Case::dtype, kDTypes),
      choice_key("position_dtype", "int64 or int32", &Case::position_dtype,
                 Words2{"int64", "int32"}),
      choice_key("slot_dtype", "int64 or int32", &Case::slot_dtype, Words2{"int64", "int32"}),
      choice_key("cache", "both, none, k or v", &Case::cache, Words4{"both", "none", "k", "v"}),
      choice_key("absent", "none, q or k", &Case::absent, Words3{"none", "q", "k"}),
      choice_key("in_place", "no, yes, q or k", &Case::in_place, Words4{"no", "yes", "q", "k"}),
      choice_key("pdl", "no or yes", &Case::pdl, Words2{"no", "yes"}),
      choice_key("qkv", "separate or fused", &Case::qkv, Words2{"separate", "fused"}),
  };
}

std::vector<CaseKey> layout_keys() {
  return {
      padding_key("q_pad", &Case::q_pad),
      padding_key("k_pad", &Case::k_pad),
      padding_key("v_pad", &Case::v_pad),
      padding_key("q_rope_pad", &Case::q_rope_pad),
      padding_key("k_rope_pad", &Case::k_rope_pad),
      padding_key("k_buffer_pad", &Case::k_buffer_pad),
      padding_key("v_buffer_pad", &Case::v_buffer_pad),
      choice_key("cache_dtype", "same, e4m3 or e5m2", &Case::cache_dtype,
                 Words3{"same", "e4m3", "e5m2"}),
      float_key("k_scale", "1", &Case::k_scale),
      float_key("v_scale", "1", &Case::v_scale),
      choice_key("scale_in", "host or device", &Case::scale_in, Words2{"host", "device"}),
      number_key("page_size", "1", &Case::page_size),
      choice_key("page_layout", "nhd or hnd", &Case::page_layout, Words2{"nhd", "hnd"}),
      number_key("k_page_pad", "0", &Case::k_page_pad),
      number_key("v_page_pad", "0", &Case::v_page_pad),
      choice_key("pools", "separate, stacked, unbound or packed", &Case::pools,
                 Words4{"separate", "stacked", "unbound", "packed"}),
      choice_key("in_order", "tokens or heads", &Case::in_order, Words2{"tokens", "heads"}),
      choice_key("out_order", "tokens or heads", &Case::out_order, Words2{"tokens", "heads"}),
      choice_key("unit_strides", "natural, zero or huge", &Case::unit_strides,
                 Words3{"natural", "zero", "huge"}),
      misaligned_key(),
      choice_key("memory", "guarded, fence_end or fence_start", &Case::memory,
                 Words3{"guarded", "fence_end", "fence_start"}),
  };
}

std::vector<CaseKey> content_keys() {
  return {
      following_key("num_slots", "tokens", "an integer or tokens", &Case::num_slots,
                    slots_for_all_tokens),
      reserved_slot_key(),
      number_key("max_position", "64", &Case::max_position),
      positions_key(),
      number_key("bad_positions", "0", &Case::bad_positions_permille),
      slots_key(),
      holes_key(),
      hole_value_key(),
      table_key(),
      choice_key("table_dtype", "f32, f16 or bf16", &Case::table_dtype, kDTypes),
      choice_key("values", "normal, integers, large, tiny, zeros, special or bits", &Case::values,
                 std::array<std::string_view, 7>{"normal", "integers", "large", "tiny", "zeros",
                                                 "special", "bits"}),
      number_key("data_seed", "0", &Case::data_seed),
      scenario_key(),
  };
}

}  // namespace

const std::vector<CaseKey>& case_keys() {
  static const std::vector<CaseKey> keys = [] {
    std::vector<CaseKey> all;
    for (const auto& room : {shape_keys(), layout_keys(), content_keys()}) {
      all.insert(all.end(), room.begin(), room.end());
    }
    return all;
  }();
  return keys;
}

}  // namespace ropekv
