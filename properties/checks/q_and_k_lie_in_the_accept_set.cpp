// Every rotated element of q_rope and k_rope has one of the one to three codes that f32 arithmetic
// can legally give (reference/accept_set.h). No tolerance: cos or sin rounded to bf16, a result
// rounded twice, a wrong pair, position or head, all leave the set.
#include <set>

#include "properties/bad_element.h"
#include "properties/checks/checks.h"
#include "reference/compare.h"

namespace ropekv::checks {
namespace {

std::string legal_text(DType dtype, const NumericMismatch& mismatch) {
  std::string text;
  const std::set<uint32_t> codes(mismatch.legal.begin(), mismatch.legal.end());
  for (const uint32_t code : codes) {
    text += (text.empty() ? "" : " or ") + show_code(dtype, code);
  }
  char exact[40];
  std::snprintf(exact, sizeof exact, ", exactly %.12g", mismatch.exact);
  return text + exact;
}

}  // namespace

Found q_and_k_lie_in_the_accept_set(CheckContext& context) {
  const Trial& trial = context.trial;
  const Problem& problem = trial.problem();
  NumericReport& report = context.numeric;
  for (const Tensor output : {Tensor::kQRope, Tensor::kKRope}) {
    const auto found = problem.layout.find(output);
    if (!found) continue;
    const std::vector<std::byte> got = trial.download(found->region_idx);
    compare_rotation(problem.c, problem.in, output == Tensor::kQRope ? Tensor::kQ : Tensor::kK,
                     *found->view, got.data(), &report);
  }
  context.elements += report.stats.computed;
  if (report.errors == 0) return std::nullopt;
  Violation violation{{}, {}, report.errors, report.stats.computed, {}};
  const DType dtype = problem.c.dtype;
  for (const NumericMismatch& mismatch : report.mismatches) {
    violation.elements.push_back({place_name(mismatch.tensor, mismatch.at),
                                  legal_text(dtype, mismatch), show_code(dtype, mismatch.got),
                                  what_it_is(trial, mismatch.tensor, mismatch.at, mismatch.got)});
  }
  return violation;
}

}  // namespace ropekv::checks
