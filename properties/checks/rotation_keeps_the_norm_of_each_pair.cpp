// A rotation keeps the length of each pair, whatever the angle. A factor that is applied on the way
// (the attention scaling of a long context, twice or where it should not be), a pair of elements of
// different pairs, a sine and a cosine of different angles change it, and so does a table of the
// harness that is not on the unit circle (TensorRT-LLM#13052, HF transformers#29285; museum D4,
// D17, H1). The oracle is not asked.
//
// y is off the true rotation by rotation_error(|x|) (pairs.h), so is its length at most.
#include "properties/bad_element.h"
#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"
#include "properties/checks/pairs.h"

namespace ropekv::checks {
namespace {

void compare(const Problem& problem, Tensor output, const Codes& in, const Codes& out,
             Violation* violation) {
  const Case& c = problem.c;
  const View& view = *problem.place(output)->view;
  const RotationError error(c, problem.how);
  for (int64_t row = 0; row < view.num_rows * view.num_heads; ++row) {
    const int64_t token = row / view.num_heads;
    if (!row_is_promised(problem, output, token)) continue;
    for (int64_t i = 0; i < c.rotary_dim / 2; ++i) {
      const double want = pair_at(c, in, row * view.dim, i).norm();
      const PairValues rotated = pair_at(c, out, row * view.dim, i);
      const double bound = error.of(want);
      ++violation->total;
      if (std::abs(rotated.norm() - want) <= bound) continue;
      if (++violation->errors > 4) continue;
      const Coordinate at{token, row % view.num_heads, pair_of(c, i).first};
      violation->elements.push_back(
          {place_name(output, at) + " and its partner",
           "length " + number_text(want) + " within " + number_text(bound),
           pair_text(rotated) + " of length " + number_text(rotated.norm()), ""});
    }
  }
}

}  // namespace

bool rotation_keeps_the_norm_of_each_pair_applies(const Case& c, const Kernel&, const Lane&) {
  return can_relaunch(c) && bounds_apply(c) && (c.has_q() || c.has_k());
}

Found rotation_keeps_the_norm_of_each_pair(CheckContext& context) {
  Trial trial = trial_like_first(context);
  Rotated rotated;
  if (Found found = launch_and_read(context, trial, "a further launch of the case", &rotated)) {
    return found;
  }
  Violation violation;
  for (int i = 0; i < 2; ++i) {
    if (rotated.out[i].empty()) continue;
    compare(trial.problem(), kRotatedOut[i], rotated.in[i], rotated.out[i], &violation);
  }
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
