// Rotated by p and then by -p, every pair is what it was, up to rounding: the outputs become the
// inputs of a second launch whose table has every sine negated. A pair that is formed, indexed or
// signed in two ways, a rotation that is none, and a table row that depends on anything but the
// position differ; the oracle is not asked (vllm#51049, TensorRT-LLM#13052; museum D2, D4, D17).
//
// y is off the true rotation of x by rotation_error(|x|) (pairs.h), |y| <= |x| + that, and turning
// back moves the first error without making it longer and adds its own:
//   |z - x| <= rotation_error(|x|) + rotation_error(|x| + rotation_error(|x|)).
#include "properties/bad_element.h"
#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"
#include "properties/checks/pairs.h"

namespace ropekv::checks {
namespace {

constexpr int64_t kMostTableElements = int64_t{1} << 22;

// Rows that no token uses are NaN.
std::vector<uint32_t> table_with_negated_sines(const Problem& problem) {
  const Case& c = problem.c;
  std::vector<uint32_t> table(c.max_position * c.rotary_dim, 0x7FC00000u);
  for (int64_t row = 0; row < c.max_position; ++row) {
    if (!problem.in.row_used[row]) continue;
    for (int64_t i = 0; i < c.rotary_dim; ++i) {
      const int64_t at = row * c.rotary_dim + i;
      const uint32_t sign = i < c.rotary_dim / 2 ? 0 : 0x80000000u;
      table[at] = problem.in.cos_sin_cache[at] ^ sign;
    }
  }
  return table;
}

struct Sides {
  Tensor output;
  const Codes& in;
  const Codes& restored;
};

void compare(const Problem& problem, const Sides& sides, Violation* violation) {
  if (sides.in.empty()) return;
  const Case& c = problem.c;
  const View& view = *problem.place(sides.output)->view;
  const RotationError error(c, problem.how);
  for (int64_t row = 0; row < view.num_rows * view.num_heads; ++row) {
    const int64_t token = row / view.num_heads;
    if (!row_is_promised(problem, sides.output, token)) continue;
    for (int64_t i = 0; i < c.rotary_dim / 2; ++i) {
      const PairValues x = pair_at(c, sides.in, row * view.dim, i);
      const PairValues z = pair_at(c, sides.restored, row * view.dim, i);
      const double bound = error.of(x.norm()) + error.of(x.norm() + error.of(x.norm()));
      const double off = std::hypot(z.first - x.first, z.second - x.second);
      ++violation->total;
      if (off <= bound) continue;
      if (++violation->errors > 4) continue;
      const Coordinate at{token, row % view.num_heads, pair_of(c, i).first};
      violation->elements.push_back(
          {place_name(sides.output, at) + " and its partner, rotated back",
           pair_text(x) + " within " + number_text(bound), pair_text(z),
           "off by " + number_text(off)});
    }
  }
}

}  // namespace

bool rotating_back_restores_applies(const Case& c, const Kernel&, const Lane&) {
  return can_relaunch(c) && bounds_apply(c) && (c.has_q() || c.has_k()) &&
         c.max_position * c.rotary_dim <= kMostTableElements;
}

Found rotating_back_restores(CheckContext& context) {
  Trial trial = trial_like_first(context);
  const Problem& problem = trial.problem();
  Rotated forward;
  if (Found found = launch_and_read(context, trial, "a further launch of the case", &forward)) {
    return found;
  }
  trial.paint();
  trial.write_table(table_with_negated_sines(problem));
  for (int i = 0; i < 2; ++i) {
    if (!forward.out[i].empty()) trial.write_rows(kRotatedIn[i], forward.out[i]);
  }
  const std::string_view which = "a launch that rotates the outputs back";
  if (Found found = launch_part(context, trial, trial.args(), which)) return found;
  Violation violation;
  for (int i = 0; i < 2; ++i) {
    if (forward.out[i].empty()) continue;
    compare(problem, {kRotatedOut[i], forward.in[i], trial.read_rows(kRotatedOut[i])}, &violation);
  }
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
