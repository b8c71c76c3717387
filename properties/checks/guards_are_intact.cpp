// Nothing outside the tensors is written: the memory on both sides of every region keeps its
// poison. A write just before the cache (slot -1, sglang#33816) or just behind a row
// (sglang#35096) lands here.
#include "properties/checks/checks.h"

namespace ropekv::checks {
namespace {

std::string guard_name(const Problem& problem, size_t guard_idx, int64_t offset,
                       const Trial::Guard& guard) {
  // Name the nearer neighbour: behind the region before it, or in front of the region after it.
  const auto& regions = problem.layout.regions;
  const bool nearer_to_next =
      guard_idx < regions.size() &&
      (guard_idx == 0 || guard.end_bytes - offset < offset - guard.begin_bytes);
  const Region& region = regions[nearer_to_next ? guard_idx : guard_idx - 1];
  const int64_t distance = nearer_to_next ? guard.end_bytes - offset : offset - guard.begin_bytes;
  return "guard, " + std::to_string(distance) + " bytes " +
         (nearer_to_next ? "before " : "behind the end of ") +
         std::string(tensor_name(region.views[0].tensor)) + (region.num_views > 1 ? "|k|v" : "");
}

}  // namespace

Found guards_are_intact(CheckContext& context) {
  const Trial& trial = context.trial;
  Violation violation;
  const auto guards = trial.guards();
  for (size_t i = 0; i < guards.size(); ++i) {
    violation.total += (guards[i].end_bytes - guards[i].begin_bytes) / 2;
    const Tally tally = trial.audit_guard(guards[i]);
    if (tally.errors == 0) continue;
    violation.errors += tally.errors;
    const int64_t offset = guards[i].begin_bytes + 2 * tally.first;
    violation.elements.push_back({guard_name(trial.problem(), i, offset, guards[i]), "untouched",
                                  "overwritten",
                                  std::to_string(tally.errors) + " words of this guard"});
  }
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
