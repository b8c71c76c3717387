// The four ways in which a pool may be wrong, from one rule for each cache (ledger.h): a slot that
// no token owns keeps every byte; a slot that a token owns holds that token's V, and its k_rope.
#include "properties/bad_element.h"
#include "properties/checks/checks.h"

namespace ropekv::checks {
namespace {

RowRule rule_of(Tensor cache) {
  return cache == Tensor::kVBuffer ? RowRule::kIsDataOfOwner : RowRule::kIsRowOfOwner;
}

}  // namespace

// Writes to a slot that is not in slot_mapping, or that a padding token named: -1 taken for the
// last slot (vllm#43869), an index that wrapped (vllm#1486), a neighbour's page
// (TensorRT-LLM#4943).
Found untouched_slots_keep_their_bytes(CheckContext& context) {
  const Trial& trial = context.trial;
  Violation violation;
  for (const Tensor cache : {Tensor::kKBuffer, Tensor::kVBuffer}) {
    const auto place = trial.problem().place(cache);
    if (!place) continue;
    violation.total +=
        trial.problem().num_untouched_slots * place->view->num_heads * place->view->dim;
    const Tally tally = trial.audit(cache, rule_of(cache)).untouched;
    if (tally.errors == 0) continue;
    violation.errors += tally.errors;
    violation.elements.push_back(
        written_element(trial, cache, coordinate_of(*place->view, tally.first)));
  }
  context.elements += violation.total;
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

// V moves as bytes: NaN payloads and -0 included.
Found v_is_copied_bitwise(CheckContext& context) {
  const Trial& trial = context.trial;
  const Problem& problem = trial.problem();
  const View& view = *problem.place(Tensor::kVBuffer)->view;
  const int64_t total = problem.num_owned_slots * view.num_heads * view.dim;
  context.elements += total;
  const Tally tally = trial.audit(Tensor::kVBuffer, RowRule::kIsDataOfOwner).content;
  if (tally.errors == 0) return std::nullopt;
  const Coordinate at = coordinate_of(view, tally.first);
  const uint32_t want =
      input_code(problem.c, kStreamV, {problem.slot_owners[at.row], at.head, at.dim});
  return Violation{{}, {}, tally.errors, total, {bad_element(trial, Tensor::kVBuffer, at, want)}};
}

// The cache row is the live k, bit for bit: a kernel that stores another rounding, the unrotated
// row, or forgets the live k (sglang#19636) differs.
Found k_row_equals_k_rope(CheckContext& context) {
  const Trial& trial = context.trial;
  const Problem& problem = trial.problem();
  const View& view = *problem.place(Tensor::kKBuffer)->view;
  const int64_t total = problem.num_owned_slots * view.num_heads * view.dim;
  context.elements += total;
  const Tally tally = trial.audit(Tensor::kKBuffer, RowRule::kIsRowOfOwner).content;
  if (tally.errors == 0) return std::nullopt;
  const Coordinate at = coordinate_of(view, tally.first);
  const uint32_t want =
      trial.code_at(Tensor::kKRope, {problem.slot_owners[at.row], at.head, at.dim});
  return Violation{{}, {}, tally.errors, total, {bad_element(trial, Tensor::kKBuffer, at, want)}};
}

}  // namespace ropekv::checks
