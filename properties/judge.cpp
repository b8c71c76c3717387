#include "properties/judge.h"

#include <algorithm>

#include "reference/hash.h"

namespace ropekv {
namespace {

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

// What the launch itself said counts whatever --only selects.
bool is_about_the_launch(const Property& property) {
  return property.name == "launch_succeeds" || property.name == "declared_support_is_kept" ||
         property.name == "rejection_touches_nothing";
}

void check_properties(CheckContext* context, const JudgeOptions& options, Judgement* judgement) {
  Trial& trial = context->trial;
  const bool computed = trial.result().status == ROPEKV_OK;
  for (const Property& property : all_properties()) {
    if (!computed && !property.when_rejected) continue;  // there is nothing to look at
    if (!is_selected(property, options) && !is_about_the_launch(property)) continue;
    if (!property.applies(trial.problem().c, trial.kernel(), trial.lane())) continue;
    judgement->checked.push_back(property.name);
    if (auto violation = property.check(*context)) {
      violation->property = property.name;
      judgement->violations.push_back(std::move(*violation));
      context->clean = false;
    }
    if (trial.result().device_lost) return;  // nothing more can be asked of it
  }
}

Verdict verdict_of(const CheckContext& context, const LaunchResult& first,
                   const JudgeOptions& options, Judgement* judgement) {
  if (context.trial.result().device_lost) {
    judgement->reason = context.trial.result().error.message;
    return Verdict::kCrashed;
  }
  if (!judgement->violations.empty()) return Verdict::kFailed;
  if (first.status != ROPEKV_OK) {
    judgement->reason = first.error.message;
    return Verdict::kUnsupported;
  }
  const Case& c = context.trial.problem().c;
  if (options.only.empty() && c.num_tokens > 0 && context.elements == 0) {
    judgement->reason = "no element of an output was looked at";
    return Verdict::kMistrusted;
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
  const LaunchResult first = trial.run();
  judgement.launch_milliseconds = first.milliseconds;
  CheckContext context{trial};
  if (!first.device_lost) {
    context.first_digest = judgement.output_digest = trial.output_digest();
    judgement.bytes_checked = problem.arena_bytes;
    check_properties(&context, options, &judgement);
    judgement.elements_checked = context.elements;
    judgement.numeric = context.numeric.stats;
  }
  judgement.verdict = verdict_of(context, first, options, &judgement);
  return judgement;
}

}  // namespace ropekv
