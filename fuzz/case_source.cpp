#include "fuzz/case_source.h"

#include <algorithm>

#include "fuzz/claim_fit.h"
#include "properties/case_gen.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

// All at once, not one after the other: pins may be legal only together.
std::optional<Case> pinned(const Case& c, const std::vector<Pin>& pins, std::string* error) {
  auto pairs = case_pairs(c);
  for (const Pin& pin : pins) {
    std::erase_if(pairs, [&](const auto& pair) { return pair.first == pin.key; });
    pairs.emplace_back(pin.key, pin.value);
  }
  return case_from_pairs(pairs, error);
}

}  // namespace

std::optional<Pin> parse_pin(std::string_view text, std::string* error) {
  const size_t equals = text.find('=');
  if (equals == text.npos || equals == 0) {
    *error = "it must be key=value";
    return std::nullopt;
  }
  Pin pin{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
  const auto key = std::ranges::find(case_keys(), std::string_view(pin.key), &CaseKey::name);
  Case scratch;
  if (key == case_keys().end()) {
    *error = "case key '" + pin.key + "' is unknown";
  } else if (!key->parse(pin.value, scratch)) {
    *error = pin.key + " must be " + std::string(key->expects);
  } else {
    return pin;
  }
  return std::nullopt;
}

Case CaseSource::without_pins(uint64_t case_idx) const {
  const Case c =
      preset ? preset_case(*preset, seed, case_idx) : campaign_case(seed, case_idx, size);
  return claim ? fitted_to_claim(c, *claim) : c;
}

std::optional<Case> CaseSource::at(uint64_t case_idx) const {
  if (pins.empty()) return without_pins(case_idx);
  std::string error;
  return pinned(without_pins(case_idx), pins, &error);
}

std::string CaseSource::why_pins_refuse_all() const {
  constexpr uint64_t kProbes = 100;
  std::string error;
  if (pins.empty() || pinned(Case{}, pins, &error)) return {};
  for (uint64_t k = 0; k < kProbes; ++k) {
    if (at(k)) return {};
  }
  return error;
}

}  // namespace ropekv
