#include "fuzz/lane_judge.h"

#include <algorithm>

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

Judgement LaneJudge::operator()(const Case& c, const std::vector<std::string_view>& only) {
  JudgeOptions options = options_;
  if (!only.empty()) options.only = only;
  if (!options.only.empty() && !any_applies(options.only, c, kernel_, lane_)) {
    Judgement judgement;  // launching it would prove nothing
    judgement.verdict = Verdict::kUnsupported;
    judgement.reason = "none of the selected properties applies to this case";
    return judgement;
  }
  try {
    return judge(c, kernel_, lane_, options);
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
