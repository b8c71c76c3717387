#include "properties/gen/dimension_parts.h"

namespace ropekv::gen_parts {
namespace {

template <ScenarioKind kind>
constexpr Choice scenario(std::string_view name) {
  return {name, [](const Case& c) { return c.scenario.kind == kind; },
          [](Case* c) {
            c->scenario = {};
            c->scenario.kind = kind;
            if (kind != ScenarioKind::kServing) return;
            c->scenario.seed = mix64(c->data_seed) >> 40;
            c->scenario.steps = 20 + c->scenario.seed % 20;
          }};
}

}  // namespace

std::vector<Dimension> data_dimensions() {
  return {
      {"table",
       {is<&Case::table, TableKind::kReal>("real"),
        is<&Case::table, TableKind::kWild>("wild"),  // D17
        is<&Case::table, TableKind::kIdentity>("identity")}},
      {"values",
       {is<&Case::values, Values::kNormal>("normal"),
        is<&Case::values, Values::kIntegers>("integers"),
        is<&Case::values, Values::kLarge>("large"), is<&Case::values, Values::kTiny>("tiny"),
        is<&Case::values, Values::kZeros>("zeros"), is<&Case::values, Values::kSpecial>("special"),
        is<&Case::values, Values::kBits>("bits")}},
      {"scenario",
       {scenario<ScenarioKind::kPlain>("plain"), scenario<ScenarioKind::kStream>("stream"),
        scenario<ScenarioKind::kGraph>("graph"), scenario<ScenarioKind::kPdlChain>("pdl_chain"),
        scenario<ScenarioKind::kOverlap>("overlap"), scenario<ScenarioKind::kServing>("serving")}},
  };
}

}  // namespace ropekv::gen_parts
