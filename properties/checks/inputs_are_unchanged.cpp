// q, k and v (unless rotated in place), positions, slot_mapping, cos_sin_cache and the
// device scales hold after the launch what they held before it. In place writes of an out-of-place
// launch, and a table rounded in place (sglang#33117), land here.
#include "properties/bad_element.h"
#include "properties/checks/checks.h"

namespace ropekv::checks {

Found inputs_are_unchanged(CheckContext& context) {
  const Trial& trial = context.trial;
  const Problem& problem = trial.problem();
  Violation violation;
  const Case& c = problem.c;
  for (const Tensor tensor : {Tensor::kQ, Tensor::kK, Tensor::kV}) {
    const auto place = problem.place(tensor);
    const bool in_place = (tensor == Tensor::kQ && c.q_in_place()) ||
                          (tensor == Tensor::kK && c.k_in_place() && problem.how.writes_k_rope);
    if (!place || in_place) continue;
    violation.total += place->view->num_elements();
    const Tally tally = trial.audit(tensor, RowRule::kIsData);
    if (tally.errors == 0) continue;
    violation.errors += tally.errors;
    const Coordinate at = coordinate_of(*place->view, tally.first);
    violation.elements.push_back(
        bad_element(trial, tensor, at, input_code(c, data_stream(tensor), at)));
  }
  for (const Tensor tensor : {Tensor::kPositions, Tensor::kSlotMapping, Tensor::kCosSinCache,
                              Tensor::kKScale, Tensor::kVScale}) {
    const auto place = problem.place(tensor);
    if (!place) continue;
    violation.total += place->region->bytes();
    const Tally tally = trial.audit_indices(tensor);
    if (tally.errors == 0) continue;
    violation.errors += tally.errors;
    violation.elements.push_back({std::string(tensor_name(tensor)) + "[" +
                                      std::to_string(tally.first / place->region->element_bytes) +
                                      "]",
                                  "unchanged", "overwritten", ""});
  }
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
