#include "properties/judge.h"

#include <algorithm>

#include "reference/harness_error.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

constexpr Tensor kOutputs[] = {Tensor::kQRope, Tensor::kKRope, Tensor::kKBuffer, Tensor::kVBuffer};

Judgement unsupported(std::string reason) {
  Judgement judgement;
  judgement.verdict = Verdict::kUnsupported;
  judgement.reason = std::move(reason);
  return judgement;
}

bool is_selected(const Property& property, const JudgeOptions& options) {
  return options.only.empty() ||
         std::find(options.only.begin(), options.only.end(), property.name) != options.only.end();
}

// Half of the cases see the poison's complement, so that a kernel that happens to write one
// pattern is seen with the other.
Poison poison_for(const Case& c) {
  const uint64_t hash = mix64(c.data_seed);
  return {hash, (hash >> 32 & 1) != 0};
}

void check_properties(Trial& trial, const JudgeOptions& options, Judgement* judgement) {
  CheckContext context{trial, {}};
  const Problem& problem = trial.problem();
  for (const Property& property : all_properties()) {
    const ropekv_status status = trial.result().status;
    if (status != ROPEKV_OK && property.check != find_property("launch_succeeds")->check &&
        property.check != find_property("rejection_touches_nothing")->check) {
      continue;  // there is nothing to look at
    }
    if (!is_selected(property, options)) continue;
    if (!property.applies(problem.c, trial.kernel(), trial.lane())) continue;
    judgement->checked.push_back(property.name);
    if (auto violation = property.check(context)) {
      violation->property = property.name;
      judgement->violations.push_back(std::move(*violation));
    }
  }
  judgement->numeric = context.numeric.stats;
}

void count_checked(const Problem& problem, Judgement* judgement) {
  judgement->bytes_checked = problem.arena_bytes;
  for (const Tensor output : kOutputs) {
    if (const auto place = problem.place(output)) {
      judgement->elements_checked += place->view->num_elements();
    }
  }
}

Verdict verdict_of(const Problem& problem, const LaunchResult& result, Judgement* judgement) {
  if (!judgement->violations.empty()) return Verdict::kFailed;
  if (result.status != ROPEKV_OK) {
    judgement->reason = result.error.message;
    return Verdict::kUnsupported;
  }
  if (judgement->checked.empty() ||
      (problem.c.num_tokens > 0 && judgement->elements_checked == 0)) {
    throw HarnessError("nothing was checked");
  }
  if (2 * judgement->numeric.finite < judgement->numeric.computed) {
    judgement->reason = "only " + std::to_string(judgement->numeric.finite) + " of " +
                        std::to_string(judgement->numeric.computed) +
                        " computed elements are finite";
    return Verdict::kMistrusted;
  }
  return Verdict::kPassed;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  static constexpr std::string_view kNames[] = {"PASSED", "FAILED",     "CRASHED",     "HUNG",
                                                "FLAKY",  "MISTRUSTED", "UNSUPPORTED", "REFUSED"};
  return kNames[static_cast<size_t>(verdict)];
}

Judgement judge(const Case& c, const Kernel& kernel, Lane& lane, const JudgeOptions& options) {
  Judgement judgement;
  if (judgement.reason = why_refused(c, options.size); !judgement.reason.empty()) {
    judgement.verdict = Verdict::kRefused;
    return judgement;
  }
  if (!lane.can_run(kernel)) {
    return unsupported(std::string(kernel.name) + " has no form for lane " + lane.name());
  }
  if (c.bad_positions_permille > 0 && !kernel.description.bounds_safe) {
    return unsupported(std::string(kernel.name) + " does not declare bounds_safe");
  }
  const Problem problem(c);
  Trial trial(problem, kernel, lane, poison_for(c));
  const LaunchResult result = trial.run();
  judgement.launch_milliseconds = result.milliseconds;
  if (result.device_lost) {
    judgement.verdict = Verdict::kCrashed;
    judgement.reason = result.error.message;
    return judgement;
  }
  judgement.output_digest = trial.output_digest();
  if (result.status == ROPEKV_OK) count_checked(problem, &judgement);
  check_properties(trial, options, &judgement);
  judgement.verdict = verdict_of(problem, result, &judgement);
  return judgement;
}

}  // namespace ropekv
