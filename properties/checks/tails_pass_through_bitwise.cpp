// Dims from rotary_dim on are not rotated: they pass through bit for bit, also out of place, where
// somebody has to copy them (sglang#22868).
#include "properties/bad_element.h"
#include "properties/checks/checks.h"

namespace ropekv::checks {

Found tails_pass_through_bitwise(CheckContext& context) {
  const Trial& trial = context.trial;
  const Problem& problem = trial.problem();
  Violation violation;
  for (const Tensor tensor : {Tensor::kQRope, Tensor::kKRope}) {
    const auto place = problem.place(tensor);
    if (!place || (tensor == Tensor::kKRope && !problem.how.writes_k_rope)) continue;
    violation.total += problem.num_good_tokens * place->view->num_heads *
                       (problem.c.head_dim - problem.c.rotary_dim);
    const Tally tally = trial.audit(tensor, RowRule::kTailIsData);
    if (tally.errors == 0) continue;
    violation.errors += tally.errors;
    const Coordinate at = coordinate_of(*place->view, tally.first);
    violation.elements.push_back(
        bad_element(trial, tensor, at, input_code(problem.c, data_stream(tensor), at)));
  }
  context.elements += violation.total;
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
