// The ways in which a pool may be wrong: a slot that no token owns does not keep every byte; a slot
// that a token owns does not hold that token's V, or its k_rope.
#include "properties/bad_element.h"
#include "properties/checks/checks.h"
#include "reference/compare.h"

namespace ropekv::checks {
namespace {

int64_t num_owned_elements(const Problem& problem, Tensor cache) {
  const View& view = *problem.place(cache)->view;
  return std::ssize(problem.model.owned) * view.num_heads * view.dim;
}

}  // namespace

// Writes to a slot that is not in slot_mapping, or that a padding token named: -1 taken for the
// last slot (vllm#43869), an index that wrapped (vllm#1486), a neighbour's page
// (TensorRT-LLM#4943).
Found untouched_slots_keep_their_bytes(CheckContext& context) {
  const Trial& trial = context.trial;
  const Problem& problem = trial.problem();
  int64_t elements = 0;
  for (const Tensor cache : {Tensor::kKBuffer, Tensor::kVBuffer}) {
    const auto place = problem.place(cache);
    if (place) elements += problem.num_untouched_slots * place->view->num_heads * place->view->dim;
  }
  context.elements += elements;
  if (trial.num_stray_bytes() == 0) return std::nullopt;
  const Trial::Strays strays = trial.strays(Trial::StrayPlace::kUntouchedSlot);
  if (strays.bytes == 0) return std::nullopt;
  Violation violation{{}, {}, strays.bytes, elements * cache_bytes(problem.c), {}};
  for (const Trial::Stray& stray : strays.first) {
    violation.elements.push_back(written_element(trial, stray.tensor, stray.at));
  }
  return violation;
}

// V moves as bytes: NaN payloads and -0 included. Into an fp8 cache it is quantised, which has one
// right code.
Found v_is_copied_bitwise(CheckContext& context) {
  const Trial& trial = context.trial;
  const Problem& problem = trial.problem();
  const int64_t total = num_owned_elements(problem, Tensor::kVBuffer);
  context.elements += total;
  const Tally tally = trial.audit(Tensor::kVBuffer, RowRule::kIsDataOfOwner);
  if (tally.errors == 0) return std::nullopt;
  const auto [at, token] = audited_place(problem, Tensor::kVBuffer, tally.first);
  const uint32_t want = cached_code(problem.c, problem.how, problem.c.v_scale,
                                    input_code(problem.c, kStreamV, {token, at.head, at.dim}));
  return Violation{{}, {}, tally.errors, total, {bad_element(trial, Tensor::kVBuffer, at, want)}};
}

// The cache row is the live k, bit for bit: a kernel that stores another rounding, the unrotated
// row, or forgets the live k (sglang#19636) differs.
Found k_row_equals_k_rope(CheckContext& context) {
  const Trial& trial = context.trial;
  const Problem& problem = trial.problem();
  const int64_t total = num_owned_elements(problem, Tensor::kKBuffer);
  context.elements += total;
  const Tally tally = trial.audit(Tensor::kKBuffer, RowRule::kIsRowOfOwner);
  if (tally.errors == 0) return std::nullopt;
  const auto [at, token] = audited_place(problem, Tensor::kKBuffer, tally.first);
  const uint32_t want = trial.code_at(Tensor::kKRope, {token, at.head, at.dim});
  return Violation{{}, {}, tally.errors, total, {bad_element(trial, Tensor::kKBuffer, at, want)}};
}

}  // namespace ropekv::checks
