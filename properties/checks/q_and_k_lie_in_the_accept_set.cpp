// Every rotated element of q_rope and k_rope has one of the one to three codes that f32 arithmetic
// can legally give (reference/accept_set.h). No tolerance: cos or sin rounded to bf16, a result
// rounded twice, a wrong pair, position or head, all leave the set.
#include <cstdio>
#include <set>

#include "properties/bad_element.h"
#include "properties/checks/checks.h"
#include "properties/checks/legal_text.h"
#include "reference/compare.h"

namespace ropekv::checks {

std::string legal_text(const Case& c, const NumericMismatch& mismatch) {
  std::string text;
  const std::set<uint32_t> codes(mismatch.legal.begin(), mismatch.legal.end());
  for (const uint32_t code : codes) {
    text += (text.empty() ? "" : " or ") + show_code(c, mismatch.tensor, code);
  }
  char exact[40];
  std::snprintf(exact, sizeof exact, ", exactly %.12g", mismatch.exact);
  return text + exact;
}

std::optional<Violation> violation_of(const Trial& trial, const NumericReport& report,
                                      int64_t total) {
  if (report.errors == 0) return std::nullopt;
  Violation violation{{}, {}, report.errors, total, {}};
  const Problem& problem = trial.problem();
  for (const NumericMismatch& mismatch : report.mismatches) {
    violation.elements.push_back({place_name(problem, mismatch.tensor, mismatch.at),
                                  legal_text(problem.c, mismatch),
                                  show_code(problem.c, mismatch.tensor, mismatch.got),
                                  what_it_is(trial, mismatch.tensor, mismatch.at, mismatch.got)});
  }
  return violation;
}

Found q_and_k_lie_in_the_accept_set(CheckContext& context) {
  const Trial& trial = context.trial;
  const Problem& problem = trial.problem();
  NumericReport report;
  for (const Tensor output : {Tensor::kQRope, Tensor::kKRope}) {
    const auto found = problem.layout.find(output);
    if (!found || (output == Tensor::kKRope && !problem.how.writes_k_rope)) continue;
    const std::vector<std::byte> got = trial.download(found->region_idx);
    compare_rotation(problem.c, problem.in, problem.how,
                     output == Tensor::kQRope ? Tensor::kQ : Tensor::kK, *found->view, got.data(),
                     &report);
  }
  context.numeric.stats += report.stats;
  context.elements += report.stats.computed;
  return violation_of(trial, report, report.stats.computed);
}

}  // namespace ropekv::checks
