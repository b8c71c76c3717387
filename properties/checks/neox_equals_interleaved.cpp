// The two styles are one rotation of differently ordered dims: (i, i + rotary_dim/2) and
// (2i, 2i+1). With the dims of q and k put in the other style's order, the other style gives the
// same values in its order. A style that is taken for the other one, or that has a pairing, a table
// offset or a launch of its own, is held against its sibling (aprender#2079, aiter#3078; museum D9,
// D10, D15, D17, D19).
#include <numeric>

#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"
#include "properties/checks/outputs.h"
#include "properties/checks/pairs.h"

namespace ropekv::checks {
namespace {

constexpr Tensor kInputs[] = {Tensor::kQ, Tensor::kK};

std::optional<Case> in_the_other_style(Case c) {
  c.style = c.style == RopeStyle::kNeox ? RopeStyle::kInterleaved : RopeStyle::kNeox;
  return plain_form(c);
}

std::vector<int64_t> new_dims(const Case& from, const Case& to) {
  std::vector<int64_t> dims(from.head_dim);
  std::iota(dims.begin(), dims.end(), 0);
  for (int64_t i = 0; i < from.rotary_dim / 2; ++i) {
    dims[pair_of(from, i).first] = pair_of(to, i).first;
    dims[pair_of(from, i).second] = pair_of(to, i).second;
  }
  return dims;
}

}  // namespace

bool neox_equals_interleaved_applies(const Case& c, const Kernel& kernel, const Lane&) {
  const uint32_t both = 1U << ROPEKV_STYLE_NEOX | 1U << ROPEKV_STYLE_INTERLEAVED;
  return (kernel.description.styles & both) == both && can_relaunch(c) &&
         in_the_other_style(c).has_value();
}

Found neox_equals_interleaved(CheckContext& context) {
  const Trial& first = context.trial;
  const Case& c = first.problem().c;
  const Problem problem(*in_the_other_style(c), first.problem().how);
  Trial trial(problem, first.kernel(), first.lane(), first.poison());
  if (!is_supported(trial, trial.args())) return std::nullopt;
  const Correspondence where{{}, new_dims(c, problem.c)};
  trial.paint();
  trial.rearrange_inputs(kInputs, where);
  const std::string_view which = c.style == RopeStyle::kNeox
                                     ? "an interleaved launch of the same pairs"
                                     : "a neox launch of the same pairs";
  if (Found found = launch_part(context, trial, trial.args(), which)) return found;
  return same_outputs_elsewhere(context, trial, where, which);
}

}  // namespace ropekv::checks
