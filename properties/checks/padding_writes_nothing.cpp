// A token without a slot writes to no cache, and is rotated all the same. Launched again with every
// slot of the mapping a hole: both pools keep every byte, q_rope and k_rope are as they were. Both
// mistakes have shipped: a write for -1 (sglang#33816), and no rotation for it (aiter#4342).
#include "properties/bad_element.h"
#include "properties/checks/checks.h"
#include "properties/checks/rerun.h"
#include "properties/checks/rotated_rows.h"

namespace ropekv::checks {
namespace {

Case with_all_holes(Case c) {
  if (c.slots.kind == SlotKind::kList) c.slots = {};
  c.holes.kind = HoleKind::kAll;
  // A reserved slot may hold anything: here, nothing may.
  if (c.holes.value == HoleValue::kReserved) c.holes.value = HoleValue::kMinusOne;
  c.reserved_slot = -1;
  return c;
}

}  // namespace

Found padding_writes_nothing(CheckContext& context) {
  Trial& first = context.trial;
  if (Found found = rerun(context, first, {}, "a further launch")) return found;
  const RotatedRows before(first);
  const Problem problem(with_all_holes(first.problem().c), first.problem().how);
  Trial trial(problem, first.kernel(), first.lane(), first.poison());
  if (Found found = rerun(context, trial, {}, "a launch with every slot a hole")) return found;
  Violation violation;
  violation.total = problem.stretch_bytes();
  if (trial.num_stray_bytes() != 0) {
    const Trial::Strays strays = trial.strays(Trial::StrayPlace::kUntouchedSlot);
    violation.errors = strays.bytes;
    for (const Trial::Stray& stray : strays.first) {
      violation.elements.push_back(
          {stray.where, "untouched: every slot of slot_mapping is a hole", "written", ""});
    }
  }
  compare_rotated(problem, before, RotatedRows(trial), "as with its slots",
                  "every slot of slot_mapping is a hole", &violation);
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
