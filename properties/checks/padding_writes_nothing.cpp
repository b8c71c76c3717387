// A token without a slot writes to no cache, and is rotated all the same. Launched again with every
// slot of the mapping a hole: both pools keep every byte, q_rope and k_rope are as they were. Both
// mistakes have shipped: a write for -1 (sglang#33816), and no rotation for it (aiter#4342).
#include "properties/bad_element.h"
#include "properties/checks/checks.h"

namespace ropekv::checks {
namespace {

Case with_all_holes(Case c) {
  if (c.slots.kind == SlotKind::kList) c.slots = {};
  c.holes.kind = HoleKind::kAll;
  return c;
}

std::vector<std::vector<std::byte>> rotated(const Trial& trial) {
  std::vector<std::vector<std::byte>> all;
  for (const Tensor tensor : {Tensor::kQRope, Tensor::kKRope}) {
    const auto found = trial.problem().layout.find(tensor);
    if (found) all.push_back(trial.download(found->region_idx));
  }
  return all;
}

}  // namespace

Found padding_writes_nothing(CheckContext& context) {
  Trial& first = context.trial;
  first.run();
  const auto before = rotated(first);
  const Problem problem(with_all_holes(first.problem().c));
  Trial trial(problem, first.kernel(), first.lane(), first.poison());
  trial.run();
  Violation violation;
  for (const Tensor cache : {Tensor::kKBuffer, Tensor::kVBuffer}) {
    const auto place = problem.place(cache);
    if (!place) continue;
    violation.total += place->region->bytes() / 2;
    const Tally tally = trial.audit_untouched(cache);
    if (tally.errors == 0) continue;
    violation.errors += tally.errors;
    const int64_t element = 2 * tally.first / place->region->element_bytes;
    violation.elements.push_back({std::string(tensor_name(cache)) + "[slot " +
                                      std::to_string(element / place->view->row_stride) + "]",
                                  "untouched: every slot of slot_mapping is a hole", "written",
                                  ""});
  }
  if (before != rotated(trial)) {
    ++violation.errors;
    violation.sentence = "q_rope or k_rope differs when every slot of slot_mapping is a hole";
  }
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
