#include "properties/judge.h"

#include <algorithm>

#include "properties/judge_rules.h"
#include "properties/serving_judge.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

Judgement unsupported(std::string reason) {
  Judgement judgement;
  judgement.verdict = Verdict::kUnsupported;
  judgement.reason = std::move(reason);
  return judgement;
}

// What the launch itself said counts whatever --only selects.
bool is_about_the_launch(const Property& property, const LaunchResult& result) {
  return property.kind == PropertyKind::kLaunch ||
         (result.fault_offset && property.name == "stays_inside_its_tensors");
}

// Launching again costs as much as the rest: each metamorphic property looks at one case in four,
// in campaigns, and among cases so large that a replay of them should not take minutes; at one in
// 32 where both hold.
bool is_its_turn(const Property& property, const Problem& problem, const JudgeOptions& options) {
  constexpr int64_t kManyElements = int64_t{1} << 20;
  if (!options.only.empty() || property.kind != PropertyKind::kMetamorphic) return true;
  const bool is_large = problem.layout.total_elements() > kManyElements;
  const uint64_t turns = options.metamorphic_in_turns ? (is_large ? 32 : 4) : (is_large ? 4 : 1);
  return mix64(fnv1a64(property.name) ^ mix64(problem.c.data_seed)) % turns == 0;
}

// Whatever launch of whichever trial ended the device: what a check then says is not its finding.
std::optional<Violation> check_property(const Property& property, CheckContext* context) {
  const Lane& lane = context->trial.lane();
  try {
    auto violation = property.check(*context);
    if (!lane.loss().empty()) return std::nullopt;
    return violation;
  } catch (const std::runtime_error&) {
    if (lane.loss().empty()) throw;  // not the device: the harness
    return std::nullopt;
  }
}

void check_properties(CheckContext* context, const JudgeOptions& options, Judgement* judgement) {
  Trial& trial = context->trial;
  const Case& c = trial.problem().c;
  const LaunchResult first = trial.result();
  const bool computed = first.status == ROPEKV_OK;
  for (const Property& property : all_properties()) {
    if (!computed && !property.when_rejected) continue;  // there is nothing to look at
    if (!is_selected(property.name, options) && !is_about_the_launch(property, first)) continue;
    if (!property.applies(c, trial.kernel(), trial.lane())) continue;
    if (!is_its_turn(property, trial.problem(), options)) continue;
    judgement->checked.push_back(property.name);
    if (auto violation = check_property(property, context)) {
      violation->property = property.name;
      judgement->violations.push_back(std::move(*violation));
      context->clean = false;
    }
    if (!trial.lane().loss().empty()) return;  // nothing more can be asked of it
  }
}

Verdict verdict_of(const CheckContext& context, const LaunchResult& first,
                   const JudgeOptions& options, Judgement* judgement) {
  if (const std::string& loss = context.trial.lane().loss(); !loss.empty()) {
    judgement->reason = loss;
    return Verdict::kCrashed;
  }
  if (!judgement->violations.empty()) return Verdict::kFailed;
  if (first.status != ROPEKV_OK) {
    judgement->reason = first.error.message;
    return Verdict::kUnsupported;
  }
  judgement->reason = why_mistrusted(context.trial.problem().c, options, *judgement);
  if (!judgement->reason.empty()) return Verdict::kMistrusted;
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
  if (c.scenario.kind == ScenarioKind::kServing) return judge_serving(c, kernel, lane, options);
  const Problem problem(c, declarations_of(kernel.description));
  if (!problem.how.skips_negative_slots && names_holes(problem.in.slot_mapping, c.num_slots)) {
    return unsupported(std::string(kernel.name) + " does not declare skips_negative_slots");
  }
  Trial trial(problem, kernel, lane, poison_for(c));
  const LaunchResult first = trial.run();
  judgement.launch_milliseconds = first.milliseconds;
  CheckContext context{trial};
  if (!first.device_lost) {
    context.first_digest = judgement.output_digest = trial.output_digest();
    judgement.bytes_checked = problem.stretch_bytes();
    check_properties(&context, options, &judgement);
    judgement.elements_checked = context.elements;
    judgement.numeric = context.numeric.stats;
    judgement.cache_numeric = context.numeric.cache_stats;
  }
  judgement.verdict = verdict_of(context, first, options, &judgement);
  return judgement;
}

}  // namespace ropekv
