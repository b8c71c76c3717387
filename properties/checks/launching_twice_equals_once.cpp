// A launch replaces rows, it does not add to them: over caches that hold its own rows already, and
// with q, k and v as they were, it leaves the same. What a kernel keeps in its outputs between
// launches, or takes from them, shows here; a graph that is replayed does nothing else (sglang
// #26007, vllm#46685; museum C2, J5).
#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"
#include "properties/checks/outputs.h"

namespace ropekv::checks {

bool launching_twice_equals_once_applies(const Case& c, const Kernel&, const Lane&) {
  return can_relaunch(c) && !has_colliding_slots(c);
}

Found launching_twice_equals_once(CheckContext& context) {
  Trial trial = trial_like_first(context);
  trial.paint();
  if (Found found = launch_part(context, trial, trial.args(), "the first of two launches")) {
    return found;
  }
  trial.restore_inputs();
  const std::string_view second = "the second of two launches over one memory";
  if (Found found = launch_part(context, trial, trial.args(), second)) return found;
  return same_outputs_as_first(context, trial, second);
}

}  // namespace ropekv::checks
