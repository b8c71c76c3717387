// Every rotated element of q_rope and k_rope has one of the one to three codes that f32 arithmetic
// can legally give (reference/accept_set.h). No tolerance: cos or sin rounded to bf16, a result
// rounded twice, a wrong pair, position or head, all leave the set.
#include <cstdio>
#include <cstring>
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

namespace {

// The rows of a tensor as bytes, and where in them each element lies.
struct Rows {
  const std::byte* bytes;  // the lane's, or `gathered`
  View view;
  std::vector<std::byte> gathered;
};

// All memory of the tensor, gaps and all, unless they outweigh the rows by far.
Rows rows_of(const Trial& trial, Tensor tensor) {
  const auto place = *trial.problem().place(tensor);
  const int64_t element_bytes = place.region->element_bytes;
  const View& view = *place.view;
  if (!place.region->is_wide()) {
    return {trial.look_at(trial.problem().layout.find(tensor)->region_idx), view, {}};
  }
  Rows rows{nullptr, view, std::vector<std::byte>(view.num_elements() * element_bytes)};
  rows.view.offset = 0;
  rows.view.head_stride = view.dim;
  rows.view.row_stride = rows.view.page_stride = view.num_heads * view.dim;
  rows.view.page_size = 1;
  std::byte* to = rows.gathered.data();
  for (const uint32_t code : trial.read_rows(tensor)) {
    std::memcpy(to, &code, element_bytes);
    to += element_bytes;
  }
  rows.bytes = rows.gathered.data();
  return rows;
}

}  // namespace

Found q_and_k_lie_in_the_accept_set(CheckContext& context) {
  const Trial& trial = context.trial;
  const Problem& problem = trial.problem();
  NumericReport report;
  for (const Tensor output : {Tensor::kQRope, Tensor::kKRope}) {
    const auto found = problem.layout.find(output);
    if (!found || (output == Tensor::kKRope && !problem.how.writes_k_rope)) continue;
    const Rows rows = rows_of(trial, output);
    compare_rotation(problem.c, problem.in, problem.how,
                     output == Tensor::kQRope ? Tensor::kQ : Tensor::kK, rows.view,
                     rows.bytes, &report);
  }
  context.numeric.stats += report.stats;
  context.elements += report.stats.computed;
  return violation_of(trial, report, report.stats.computed);
}

}  // namespace ropekv::checks
