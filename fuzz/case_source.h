// The cases of a campaign: case k is a pure function of seed, size, preset and pins.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/contract.h"
#include "properties/presets.h"
#include "reference/case.h"

namespace ropekv {

struct Pin {  // a key of the case that every case of the campaign shall have
  std::string key, value;
};

// "key=value". Empty and a sentence if the text, the key or the value in itself is bad.
std::optional<Pin> parse_pin(std::string_view text, std::string* error);

struct CaseSource {
  uint64_t seed = 0;
  SizeClass size = SizeClass::kDefault;
  std::vector<Pin> pins;
  const Preset* preset = nullptr;  // null: the generator's own mix
  // Of a kernel that claims little: what it does not claim is put inside its claim (claim_fit.h).
  std::optional<ropekv_description> claim = std::nullopt;

  Case without_pins(uint64_t case_idx) const;
  // Empty if the pinned keys do not make a legal case with the others of case k.
  std::optional<Case> at(uint64_t case_idx) const;

  // A sentence if the pins refuse the default case and many of the campaign alike, else empty: a
  // campaign that would run nothing says so before it starts.
  std::string why_pins_refuse_all() const;
};

}  // namespace ropekv
