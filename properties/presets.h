// Named mixes of cases, beside the generator's own: what a campaign is made of when it should
// resemble something.
#pragma once

#include <span>
#include <string_view>

#include "properties/draws.h"
#include "properties/problem.h"

namespace ropekv {

struct Preset {
  std::string_view name;
  std::string_view what;  // of the mix, in a sentence
  SizeClass size;         // that every case of it fits into
  Case (*draw)(Draws* draws);
};

std::span<const Preset> all_presets();
// Null if there is none of that name.
const Preset* find_preset(std::string_view name);

// Case k: a pure function of its arguments, on any machine.
Case preset_case(const Preset& preset, uint64_t campaign_seed, uint64_t case_idx);

}  // namespace ropekv
