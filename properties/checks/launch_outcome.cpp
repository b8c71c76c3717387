// What a launch may do other than compute: fail in the runtime (never), or reject the case (only
// what its description leaves out, with a sentence, before it writes anything).
#include <algorithm>
#include <vector>

#include "kernels/claim.h"
#include "properties/checks/checks.h"

namespace ropekv::checks {
namespace {

// Of two launches at once each is to be claimed: the second half of the tokens begins where it may
// be aligned to nothing.
bool is_claimed(const Trial& trial) {
  const ropekv_args whole = trial.args();
  std::vector<ropekv_args> parts = {whole};
  if (trial.problem().c.scenario.kind == ScenarioKind::kOverlap) {
    parts.push_back(args_of_tokens(whole, 0, whole.num_tokens / 2));
    parts.push_back(args_of_tokens(whole, whole.num_tokens / 2, whole.num_tokens));
  }
  return std::ranges::all_of(parts, [&](const ropekv_args& part) {
    ropekv_error why{};
    return check_claim(trial.kernel(), part, &why) == ROPEKV_OK;
  });
}

}  // namespace

// A grid of zero blocks for zero tokens (sglang#31350), or one larger than the device takes
// (mlx#3659), is a launch error.
Found launch_succeeds(CheckContext& context) {
  const LaunchResult& result = context.trial.result();
  if (result.is_rejection()) return std::nullopt;
  if (result.fault_offset) return std::nullopt;  // stays_inside_its_tensors says it
  if (result.status == ROPEKV_OK && result.error.message[0] == '\0') return std::nullopt;
  return Violation{
      {},
      "status " + std::to_string(result.status) + ", " + std::string(result.error.message),
      1,
      1,
      {}};
}

// A kernel that refuses what it claims to support would turn every campaign green.
Found declared_support_is_kept(CheckContext& context) {
  const Trial& trial = context.trial;
  if (!trial.result().is_rejection() || !is_claimed(trial)) return std::nullopt;
  return Violation{{},
                   "the description supports this case, the launch rejected it: " +
                       std::string(trial.result().error.message),
                   1,
                   1,
                   {}};
}

Found rejection_touches_nothing(CheckContext& context) {
  const Trial& trial = context.trial;
  if (!trial.result().is_rejection()) return std::nullopt;
  Violation violation;
  if (trial.result().error.message[0] == '\0') {
    ++violation.errors;
    violation.sentence = "the kernel rejected the case without a sentence";
  }
  const Problem& problem = trial.problem();
  for (const Tensor output : {Tensor::kQRope, Tensor::kKRope, Tensor::kKBuffer, Tensor::kVBuffer}) {
    const auto place = problem.place(output);
    if (!place) continue;
    const bool in_place = place->view->tensor != output;
    const Tally tally = in_place ? trial.audit(place->view->tensor, RowRule::kIsData)
                                 : trial.audit_untouched(output);
    violation.total += place->view->num_elements();
    if (tally.errors == 0) continue;
    violation.errors += tally.errors;
    violation.elements.push_back({std::string(tensor_name(output)),
                                  "untouched: the case was rejected", "written",
                                  std::to_string(tally.errors) + " elements or bytes of it"});
  }
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
