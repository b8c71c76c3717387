// Where q_rope and k_rope lie changes nothing: over q and k, or apart from them. In place the
// second half of a pair must not be computed from the first half's result, and out of place
// somebody has to copy the tail (llama.cpp#20274, helion#3080; museum C3, C4, C5).
#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"

namespace ropekv::checks {
namespace {

std::optional<Case> moved(Case c) {
  c.in_place = c.in_place == InPlace::kNo ? InPlace::kBoth : InPlace::kNo;
  return plain_form(c);
}

}  // namespace

bool in_place_equals_out_of_place_applies(const Case& c, const Kernel& kernel, const Lane&) {
  return kernel.description.in_place && kernel.description.out_of_place && can_relaunch(c) &&
         (c.has_q() || c.has_k()) && moved(c).has_value();
}

Found in_place_equals_out_of_place(CheckContext& context) {
  const Case changed = *moved(context.trial.problem().c);
  const bool in_place = changed.in_place != InPlace::kNo;
  return same_outputs_as(context, changed,
                         in_place ? "a launch in place" : "a launch out of place");
}

}  // namespace ropekv::checks
