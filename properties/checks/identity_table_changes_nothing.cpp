// With cos = 1 and sin = 0 a rotation is the identity: finite values stay as they are, up to the
// sign of zero. Holds without the reference, and so guards the reference too.
#include <cmath>

#include "properties/bad_element.h"
#include "properties/checks/checks.h"

namespace ropekv::checks {
namespace {

bool same_up_to_sign_of_zero(const Problem& problem, uint32_t got, uint32_t want) {
  if (got == want) return true;
  const float value = std::fabs(value_of(problem.c.dtype, want));
  const bool is_zero = value == 0.0f || (problem.how.flushes_to_zero && value < 0x1p-126f);
  return is_zero && value_of(problem.c.dtype, got) == 0.0f;
}

// The other dim of the pair that holds `dim`.
int64_t partner(const Case& c, int64_t dim) {
  if (c.style == RopeStyle::kInterleaved) return dim ^ 1;
  return dim < c.rotary_dim / 2 ? dim + c.rotary_dim / 2 : dim - c.rotary_dim / 2;
}

void check_tensor(const Trial& trial, Tensor output, uint32_t stream, Violation* violation) {
  const Problem& problem = trial.problem();
  const auto found = problem.layout.find(output);
  if (!found) return;
  const Case& c = problem.c;
  const View& view = *found->view;
  const Codes codes = trial.read_rows(output);
  for (int64_t token = 0; token < view.num_rows; ++token) {
    if (!problem.promises(output, token)) continue;
    for (int64_t head = 0; head < view.num_heads; ++head) {
      for (int64_t dim = 0; dim < c.rotary_dim; ++dim) {
        const uint32_t want = input_code(c, stream, {token, head, dim});
        const uint32_t other = input_code(c, stream, {token, head, partner(c, dim)});
        if (!is_finite_code(c.dtype, want) || !is_finite_code(c.dtype, other)) continue;
        ++violation->total;
        const uint32_t got = codes[(token * view.num_heads + head) * view.dim + dim];
        if (same_up_to_sign_of_zero(problem, got, want)) continue;
        if (++violation->errors > 4) continue;
        violation->elements.push_back(bad_element(trial, output, {token, head, dim}, want));
      }
    }
  }
}

}  // namespace

Found identity_table_changes_nothing(CheckContext& context) {
  Violation violation;
  check_tensor(context.trial, Tensor::kQRope, kStreamQ, &violation);
  check_tensor(context.trial, Tensor::kKRope, kStreamK, &violation);
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
