// The K rows of a pool that are not simply k_rope: an fp8 cache holds a quantised rotation, and a
// kernel that does not write k_rope leaves its rotation in the cache alone. A scale left out, or
// applied twice, or that of V (vllm#37054), K quantised after it was rounded: all leave the set.
#include "properties/checks/checks.h"
#include "properties/checks/legal_text.h"
#include "reference/compare.h"

namespace ropekv::checks {

Found cached_k_lies_in_the_accept_set(CheckContext& context) {
  const Trial& trial = context.trial;
  const Problem& problem = trial.problem();
  const Codes rows = trial.read_rows(Tensor::kKBuffer);
  Codes k_rope;
  if (problem.how.fp8_from_rounded_k_rope && problem.how.writes_k_rope) {
    k_rope = trial.read_rows(Tensor::kKRope);
  }
  NumericReport report;
  compare_cached_k(problem.c, problem.in, problem.how, problem.model, rows.data(), 4, k_rope,
                   &report);
  context.numeric.cache_stats += report.cache_stats;
  context.elements += std::ssize(rows);
  return violation_of(trial, report, std::ssize(rows));
}

}  // namespace ropekv::checks
