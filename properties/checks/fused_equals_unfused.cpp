// The fused kernel and the one that rotates and scatters in two steps compute the same, bit for
// bit: kernels of this registry share one order of evaluation, and these two no code. A fault that
// a kernel and the oracle have in common shows here, unless the second opinion has it too
// (flashinfer#609, atlas#890; museum E15, H1, H4).
#include "kernels/registry.h"
#include "properties/checks/another_launch.h"
#include "properties/checks/compute_alike.h"
#include "properties/checks/metamorphic.h"
#include "properties/checks/outputs.h"

namespace ropekv::checks {
namespace {

// A plug-in may have another of the legal orders of evaluation, which is not said in its
// description: only a kernel that goes by a name of the registry has a partner.
const Kernel* partner_of(const Kernel& kernel) {
  const std::string_view name = kernel.description.name ? kernel.description.name : "";
  if (!find_kernel(name)) return nullptr;
  return find_kernel(name == "production" ? "naive" : "production");
}

}  // namespace

bool fused_equals_unfused_applies(const Case& c, const Kernel& kernel, const Lane& lane) {
  const Kernel* partner = partner_of(kernel);
  return partner && compute_alike(kernel.description, partner->description) &&
         lane.can_run(*partner) && can_relaunch(c);
}

Found fused_equals_unfused(CheckContext& context) {
  const Trial& first = context.trial;
  const Kernel& partner = *partner_of(first.kernel());
  Trial trial(first.problem(), partner, first.lane(), first.poison());
  if (!is_supported(trial, trial.args())) return std::nullopt;
  const std::string which = "a launch of " + std::string(partner.name);
  if (Found found = launch_whole(context, trial, which)) return found;
  // Of a computed NaN the contract says only that it is one.
  return same_outputs_as_first(context, trial, which, Nans::kAlike);
}

}  // namespace ropekv::checks
