#include "properties/presets.h"

#include <algorithm>

namespace ropekv {
namespace {

// What a careful property loop in Python draws for such a kernel (Hypothesis and PyTorch, 171 cases
// a second on an H100): everyday data, a flat pool, every element looked at.
Case mainstream(Draws* draws) {
  constexpr int64_t kHeadDims[] = {64, 128, 256};
  Case c;
  c.num_tokens = draws->between(1, 512);
  c.num_kv_heads = draws->between(1, 16);
  c.num_qo_heads = c.num_kv_heads * draws->between(1, 8);
  c.head_dim = c.v_head_dim = kHeadDims[draws->below(3)];
  c.rotary_dim = draws->chance(50) ? c.head_dim : c.head_dim / 2;
  c.style = draws->chance(50) ? RopeStyle::kNeox : RopeStyle::kInterleaved;
  c.dtype = draws->chance(50) ? DType::kBF16 : DType::kF16;
  c.max_position = 1024;
  c.positions = {PositionKind::kRandom, draws->bits() >> 32, {}};
  c.num_slots_given = c.num_tokens;
  c.num_slots = c.num_tokens + draws->between(0, 512);
  c.slots = {SlotKind::kPermuted, draws->bits() >> 32, 1, {}};
  c.data_seed = draws->bits() >> 32;
  return c;
}

constexpr Preset kPresets[] = {
    {"mainstream",
     "tokens 1..512, kv heads 1..16, group 1..8, head_dim 64|128|256, rotary all or half, both "
     "styles, bf16|f16, a flat pool of tokens + 0..512 slots, a table of 1024 rows, everyday data",
     SizeClass::kLarge, &mainstream},
};

}  // namespace

std::span<const Preset> all_presets() {
  return kPresets;
}

const Preset* find_preset(std::string_view name) {
  const auto found = std::ranges::find(kPresets, name, &Preset::name);
  return found == std::end(kPresets) ? nullptr : found;
}

Case preset_case(const Preset& preset, uint64_t campaign_seed, uint64_t case_idx) {
  constexpr uint32_t kStreamPreset = 101;
  Draws draws(philox64(campaign_seed, kStreamPreset, case_idx));
  return preset.draw(&draws);
}

}  // namespace ropekv
