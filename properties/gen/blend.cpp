#include "properties/gen/blend.h"

#include <utility>

namespace ropekv {
namespace {

template <auto... fields>
void take(const Case& from, Case* to) {
  ((to->*fields = from.*fields), ...);
}

// What belongs together first, then its parts: a part may be free where the whole is not.
constexpr void (*kGroups[])(const Case&, Case*) = {
    take<&Case::num_tokens, &Case::num_slots_given>,
    take<&Case::num_qo_heads, &Case::num_kv_heads>,
    take<&Case::num_kv_heads>,
    take<&Case::head_dim, &Case::rotary_dim, &Case::v_head_dim>,
    take<&Case::rotary_dim>,
    take<&Case::v_head_dim>,
    take<&Case::style>,
    take<&Case::dtype>,
    take<&Case::cache_dtype, &Case::k_scale, &Case::v_scale, &Case::scale_in>,
    take<&Case::k_scale, &Case::v_scale>,
    take<&Case::scale_in>,
    take<&Case::table_dtype>,
    take<&Case::position_dtype>,
    take<&Case::slot_dtype>,
    take<&Case::cache>,
    take<&Case::absent>,
    take<&Case::in_place>,
    take<&Case::pdl>,
    take<&Case::qkv>,
    take<&Case::q_pad>,
    take<&Case::k_pad>,
    take<&Case::v_pad>,
    take<&Case::q_rope_pad>,
    take<&Case::k_rope_pad>,
    take<&Case::k_buffer_pad>,
    take<&Case::v_buffer_pad>,
    take<&Case::page_size, &Case::num_slots>,
    take<&Case::num_slots>,
    take<&Case::page_layout>,
    take<&Case::k_page_pad>,
    take<&Case::v_page_pad>,
    take<&Case::pools>,
    take<&Case::in_order>,
    take<&Case::out_order>,
    take<&Case::unit_strides>,
    take<&Case::misaligned>,
    take<&Case::memory>,
    take<&Case::reserved_slot>,
    take<&Case::max_position>,
    take<&Case::positions>,
    take<&Case::bad_positions_permille>,
    take<&Case::slots>,
    take<&Case::holes>,
    take<&Case::table, &Case::theta>,
    take<&Case::values>,
    take<&Case::scenario>,
    take<&Case::num_slots_given>};

}  // namespace

Case blend(const Case& drawn, const FitOptions& options, Case c) {
  for (const auto take_group : kGroups) {
    Case other = c;
    take_group(drawn, &other);
    if (other != c && fit(options, &other)) c = std::move(other);
  }
  return c;
}

}  // namespace ropekv
