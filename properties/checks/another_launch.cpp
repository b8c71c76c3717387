#include "properties/checks/another_launch.h"

#include <algorithm>

#include "kernels/claim.h"
#include "properties/checks/outputs.h"
#include "reference/case_text.h"
#include "reference/ignored_keys.h"

namespace ropekv::checks {
namespace {

// Far offsets are the business of the structural checks: nothing is learnt from painting gigabytes
// for each property.
constexpr int64_t kMostBytes = int64_t{1} << 28;

}  // namespace

bool can_relaunch(const Case& c) {
  return c.num_tokens > 0 && c.scenario.kind != ScenarioKind::kServing &&
         make_layout(c).total_bytes() <= kMostBytes;
}

std::optional<Case> plain_form(Case changed) {
  changed.scenario = {};
  changed.memory = Memory::kGuarded;
  drop_ignored_keys(&changed);
  if (!why_not_legal(changed).empty() || !can_relaunch(changed)) return std::nullopt;
  return changed;
}

bool has_colliding_slots(const Case& c) {
  if (c.slots.kind == SlotKind::kColliding) return true;
  if (c.slots.kind != SlotKind::kList) return false;
  std::vector<int64_t> slots = c.slots.list;
  std::erase_if(slots,
                [&](int64_t s) { return s < 0 || s >= c.num_slots || s == c.reserved_slot; });
  std::ranges::sort(slots);
  return std::ranges::adjacent_find(slots) != slots.end();
}

bool is_supported(const Trial& trial, const ropekv_args& args) {
  ropekv_error why{};
  return check_claim(trial.kernel(), args, &why) == ROPEKV_OK;
}

Found launch_part(const CheckContext& context, Trial& trial, const ropekv_args& args,
                  std::string_view which_launch) {
  const LaunchResult& result = trial.launch(args);
  const std::string which(which_launch);
  if (result.status != ROPEKV_OK) {
    return Violation{{}, which + " failed: " + result.error.message, 1, 1, {}};
  }
  const int64_t strays = context.clean ? trial.num_stray_bytes() : 0;
  if (strays == 0) return std::nullopt;
  Violation violation{{}, "in " + which, strays, strays, {}};
  for (const auto place :
       {Trial::StrayPlace::kGuard, Trial::StrayPlace::kGap, Trial::StrayPlace::kUntouchedSlot}) {
    for (const Trial::Stray& stray : trial.strays(place).first) {
      violation.elements.push_back({stray.where, "untouched", "overwritten", ""});
    }
  }
  return violation;
}

Found launch_whole(const CheckContext& context, Trial& trial, std::string_view which_launch) {
  trial.paint();
  if (Found found = launch_part(context, trial, trial.args(), which_launch)) return found;
  if (!context.clean) return std::nullopt;
  CheckContext again{trial};
  Found found = inputs_are_unchanged(again);
  if (found) found->sentence = "in " + std::string(which_launch);
  return found;
}

Trial trial_like_first(const CheckContext& context) {
  const Trial& first = context.trial;
  return Trial(first.problem(), first.kernel(), first.lane(), first.poison());
}

Found same_outputs_as(CheckContext& context, const Case& changed, std::string_view which_launch) {
  const Trial& first = context.trial;
  const Problem problem(changed, first.problem().how);
  Trial trial(problem, first.kernel(), first.lane(), first.poison());
  if (!is_supported(trial, trial.args())) return std::nullopt;
  if (Found found = launch_whole(context, trial, which_launch)) return found;
  return same_outputs_as_first(context, trial, which_launch);
}

}  // namespace ropekv::checks
