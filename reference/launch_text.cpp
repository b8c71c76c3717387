// The values with parts that say how a launch is made: misaligned, reserved_slot and scenario.
#include <array>

#include "reference/key_kinds.h"
#include "reference/layout.h"
#include "reference/list_text.h"
#include "reference/pattern_text.h"

namespace ropekv {
namespace {

std::string print_misaligned(const Case& c) {
  if (c.misaligned == Misaligned{}) return "none";
  std::string text = std::to_string(c.misaligned.elements);
  char before = ':';
  for (int i = 0; i < kNumTensors; ++i) {
    if (!(c.misaligned.tensors >> i & 1)) continue;
    text += before;
    text += tensor_name(static_cast<Tensor>(i));
    before = '+';
  }
  return text;
}

// The names stand in the order of Tensor, so that a set has one spelling.
bool parse_misaligned(std::string_view text, Case& c) {
  c.misaligned = {};
  if (text == "none") return true;
  const size_t colon = text.find(':');
  if (colon == text.npos || !parse_integer(text.substr(0, colon), &c.misaligned.elements)) {
    return false;
  }
  text.remove_prefix(colon + 1);
  int next = 0;
  while (true) {
    const size_t plus = text.find('+');
    while (next < kNumTensors && tensor_name(static_cast<Tensor>(next)) != text.substr(0, plus)) {
      ++next;
    }
    if (next == kNumTensors) return false;
    c.misaligned.tensors |= 1u << next++;
    if (plus == text.npos) return true;
    text.remove_prefix(plus + 1);
  }
}

std::string print_reserved_slot(const Case& c) {
  return c.reserved_slot == -1 ? "none" : std::to_string(c.reserved_slot);
}

bool parse_reserved_slot(std::string_view text, Case& c) {
  c.reserved_slot = -1;
  return text == "none" || (parse_integer(text, &c.reserved_slot) && c.reserved_slot >= 0);
}

constexpr std::array<std::string_view, 6> kScenarios = {"plain",     "stream",  "graph",
                                                        "pdl_chain", "overlap", "serving"};

std::string print_scenario(const Case& c) {
  const std::string kind(kScenarios[static_cast<size_t>(c.scenario.kind)]);
  if (c.scenario.kind != ScenarioKind::kServing) return kind;
  return kind + ':' + std::to_string(c.scenario.seed) + ':' + std::to_string(c.scenario.steps);
}

bool parse_scenario(std::string_view text, Case& c) {
  c.scenario = {};
  if (const auto word = find_word(text, kScenarios)) {
    c.scenario.kind = static_cast<ScenarioKind>(*word);
    return c.scenario.kind != ScenarioKind::kServing;
  }
  constexpr std::string_view kServing = "serving:";
  if (!text.starts_with(kServing)) return false;
  text.remove_prefix(kServing.size());
  c.scenario.kind = ScenarioKind::kServing;
  const size_t colon = text.find(':');
  return colon != text.npos && parse_integer(text.substr(0, colon), &c.scenario.seed) &&
         parse_integer(text.substr(colon + 1), &c.scenario.steps);
}

}  // namespace

CaseKey misaligned_key() {
  return {"misaligned", "none",
          "none or ELEMENTS:TENSORS, as 3:q+k_buffer, the tensors in the order of the contract",
          print_misaligned, parse_misaligned};
}

CaseKey reserved_slot_key() {
  return {"reserved_slot", "none", "none or a slot", print_reserved_slot, parse_reserved_slot};
}

CaseKey scenario_key() {
  return {"scenario", "plain", "plain, stream, graph, pdl_chain, overlap or serving:SEED:STEPS",
          print_scenario, parse_scenario};
}

}  // namespace ropekv
