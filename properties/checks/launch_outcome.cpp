// What a launch may do other than compute: fail in the runtime (never), or reject the case (with a
// sentence, before it writes anything).
#include "properties/checks/checks.h"

namespace ropekv::checks {

// A grid of zero blocks for zero tokens (sglang#31350), or one larger than the device takes
// (mlx#3659), is a launch error.
Found launch_succeeds(CheckContext& context) {
  const LaunchResult& result = context.trial.result();
  if (result.status != ROPEKV_LAUNCH_FAILED) return std::nullopt;
  return Violation{{}, result.error.message, 1, 1, {}};
}

Found rejection_touches_nothing(CheckContext& context) {
  const Trial& trial = context.trial;
  const LaunchResult& result = trial.result();
  if (result.status != ROPEKV_UNSUPPORTED && result.status != ROPEKV_INVALID_ARGUMENT) {
    return std::nullopt;
  }
  Violation violation;
  if (result.error.message[0] == '\0') {
    ++violation.errors;
    violation.sentence = "the kernel rejected the case without a sentence";
  }
  const Problem& problem = trial.problem();
  for (const Tensor output : {Tensor::kQRope, Tensor::kKRope, Tensor::kKBuffer, Tensor::kVBuffer}) {
    const auto place = problem.place(output);
    if (!place) continue;
    const bool is_input = problem.c.in_place && place->view->tensor != output;
    const Tally tally = is_input ? trial.audit(place->view->tensor, RowRule::kIsData).content
                                 : trial.audit_untouched(output);
    violation.total += place->view->num_elements();
    if (tally.errors == 0) continue;
    violation.errors += tally.errors;
    violation.elements.push_back({std::string(tensor_name(output)),
                                  "untouched: the case was rejected", "written",
                                  std::to_string(tally.errors) + " times"});
  }
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
