#include "fuzz/lane_judge.h"

#include <algorithm>

#include "properties/judge_rules.h"
#include "properties/other_kernel.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

bool any_applies(const std::vector<std::string_view>& only, const Case& c, const Kernel& kernel,
                 const Lane& lane) {
  return std::ranges::any_of(only, [&](std::string_view name) {
    const Property* property = find_property(name);
    return property && property->applies(c, kernel, lane);
  });
}

}  // namespace

// Whatever the kernel's own verdict is, as long as it has outputs.
void LaneJudge::compare(const Case& c, Judgement* judgement) {
  if (judgement->verdict != Verdict::kPassed && judgement->verdict != Verdict::kMistrusted &&
      judgement->verdict != Verdict::kFailed) {
    return;
  }
  Comparison comparison = compare_kernels(c, kernel_, *other_, lane_, options_.size);
  if (comparison.compared) judgement->checked.push_back(kEqualsTheOtherKernel);
  if (const std::string& loss = lane_.loss(); !loss.empty()) {
    judgement->verdict = Verdict::kCrashed;
    judgement->reason = loss;
  } else if (comparison.found) {
    judgement->verdict = Verdict::kFailed;
    judgement->violations.push_back(std::move(*comparison.found));
  }
}

Judgement LaneJudge::operator()(const Case& c, const std::vector<std::string_view>& only) {
  JudgeOptions options = options_;
  if (!only.empty()) options.only = only;
  const bool compares = other_ && is_selected(kEqualsTheOtherKernel, options);
  if (!options.only.empty() && !compares && !any_applies(options.only, c, kernel_, lane_)) {
    Judgement judgement;  // launching it would prove nothing
    judgement.verdict = Verdict::kUnsupported;
    judgement.reason = "none of the selected properties applies to this case";
    return judgement;
  }
  try {
    Judgement judgement = judge(c, kernel_, lane_, options);
    if (compares) compare(c, &judgement);
    return judgement;
  } catch (const HarnessError&) {
    throw;
  } catch (const OutOfMemory&) {
    throw;
  } catch (const DeviceLost&) {
    throw;
  } catch (const std::runtime_error& error) {
    // A CUDA call of the harness that fails after launches that did not: the device is to blame.
    if (lane_.is_cuda()) throw DeviceLost(error.what());
    throw;
  }
}

}  // namespace ropekv
