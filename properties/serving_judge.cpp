#include "properties/serving_judge.h"

#include <algorithm>

#include "properties/judge_rules.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

// What a history may cost, in launches of the largest case of its size class.
constexpr int64_t kMostLaunches = 128;
// Copied before every step and looked at as a whole in the end: no place for huge pools.
constexpr int64_t kMostBytes = int64_t{32} << 20;

std::string why_too_large(const Case& c, SizeClass size) {
  const Layout layout = make_layout(c);
  if (layout.total_bytes() > kMostBytes) {
    return "a history needs " + std::to_string(layout.total_bytes()) +
           " bytes for each launch, more than " + std::to_string(kMostBytes);
  }
  const int64_t elements = layout.total_elements();
  const auto steps = static_cast<int64_t>(c.scenario.steps);
  const int64_t most = kMostLaunches * max_elements(size) / std::max<int64_t>(elements, 1);
  if (steps <= most) return {};
  return "a history of " + std::to_string(steps) + " steps with " + std::to_string(elements) +
         " elements is more than the " + std::to_string(most) + " steps that the size class allows";
}

}  // namespace

ServingRun::ServingRun(const Case& c, const Kernel& kernel, Lane& lane, const JudgeOptions& options)
    : c_(c),
      kernel_(kernel),
      lane_(lane),
      options_(options),
      poison_(poison_for(c)),
      how_(declarations_of(kernel.description)) {}

void ServingRun::mark_checked(std::string_view property) {
  if (std::ranges::find(judgement_.checked, property) == judgement_.checked.end()) {
    judgement_.checked.push_back(property);
  }
}

// By a launch of its own that is never made: a check may launch again over other poison, and with
// kept pools that leaves the pool alone, in the first step as well.
void ServingRun::paint_pools() {
  const Problem empty(c_, how_, step_inputs(c_, {}), c_.data_seed);
  Trial(empty, kernel_, lane_, poison_).paint();
}

void ServingRun::launch(const HistoryStep& step) {
  if (!trial_) paint_pools();
  trial_.reset();
  problem_ = std::make_unique<Problem>(c_, how_, step_inputs(c_, step.batch), step.data_seed);
  trial_ = std::make_unique<Trial>(*problem_, kernel_, lane_, poison_);
  trial_->keep_pools();
  trial_->paint();
  trial_->launch();
  judgement_.launch_milliseconds += trial_->result().milliseconds;
}

void ServingRun::check(const HistoryStep& step) {
  CheckContext context{*trial_};
  const bool computed = trial_->result().status == ROPEKV_OK;
  for (const Property& property : all_properties()) {
    // Further launches would disturb the pool, and are other cases' business.
    if (property.kind == PropertyKind::kMetamorphic) continue;
    if (!computed && !property.when_rejected) continue;
    if (!is_selected(property.name, options_) && property.kind != PropertyKind::kLaunch) continue;
    if (!property.applies(problem_->c, kernel_, lane_)) continue;
    mark_checked(property.name);
    auto violation = property.check(context);
    if (!lane_.loss().empty()) return;  // nothing more can be asked of it
    if (violation) {
      violation->property = property.name;
      violation->sentence =
          "in " + step_name(step) + (violation->sentence.empty() ? "" : "; ") + violation->sentence;
      judgement_.violations.push_back(std::move(*violation));
      context.clean = false;
    }
  }
  judgement_.elements_checked += context.elements;
  judgement_.numeric += context.numeric.stats;
  judgement_.cache_numeric += context.numeric.cache_stats;
  judgement_.bytes_checked += problem_->stretch_bytes();
}

bool ServingRun::play(const HistoryStep& step) {
  if (!kernel_.description.skips_negative_slots &&
      names_holes(step.batch.slot_mapping, c_.num_slots)) {
    judgement_.verdict = Verdict::kUnsupported;
    judgement_.reason = std::string(kernel_.name) + " does not declare skips_negative_slots";
    return false;
  }
  launch(step);
  const LaunchResult result = trial_->result();
  if (!result.device_lost) check(step);
  if (!lane_.loss().empty()) {
    judgement_.verdict = Verdict::kCrashed;
    judgement_.reason = "in " + step_name(step) + ": " + lane_.loss();
    return false;
  }
  if (!judgement_.violations.empty()) {
    judgement_.verdict = Verdict::kFailed;
    return false;
  }
  if (result.status != ROPEKV_OK) {
    judgement_.verdict = Verdict::kUnsupported;
    judgement_.reason = result.error.message;
    return false;
  }
  const Sum128 digest = trial_->output_digest();
  const uint64_t salt = mix64(static_cast<uint64_t>(step.step_idx));
  judgement_.output_digest += Sum128{mix64(digest.low ^ salt), mix64(digest.high + salt)};
  pool_history_.record(step, *trial_);
  return true;
}

void ServingRun::look_back() {
  if (!trial_ || judgement_.verdict != Verdict::kPassed ||
      !is_selected(kServingHistoryHolds, options_))
    return;
  mark_checked(kServingHistoryHolds);
  if (auto violation = pool_history_.check(*trial_)) {
    violation->property = kServingHistoryHolds;
    judgement_.violations.push_back(std::move(*violation));
    judgement_.verdict = Verdict::kFailed;
  }
  judgement_.elements_checked += pool_history_.num_elements_checked();
}

Judgement ServingRun::finish() {
  if (judgement_.verdict != Verdict::kPassed) return judgement_;
  judgement_.reason = why_mistrusted(c_, options_, judgement_);
  if (!judgement_.reason.empty()) judgement_.verdict = Verdict::kMistrusted;
  return judgement_;
}

Judgement judge_serving(const Case& c, const Kernel& kernel, Lane& lane,
                        const JudgeOptions& options) {
  if (std::string sentence = why_too_large(c, options.size); !sentence.empty()) {
    Judgement refused;
    refused.verdict = Verdict::kRefused;
    refused.reason = std::move(sentence);
    return refused;
  }
  ServingRun run(c, kernel, lane, options);
  History history(c);
  for (uint64_t step = 0; step < c.scenario.steps; ++step) {
    if (!run.play(history.next())) break;
  }
  run.look_back();
  return run.finish();
}

}  // namespace ropekv
