#include "properties/checks/rerun.h"

namespace ropekv::checks {

Found rerun(const CheckContext& context, Trial& trial, HostLaunch how,
            std::string_view which_launch) {
  const LaunchResult& result = trial.run(how);
  if (result.status != ROPEKV_OK) {
    return Violation{{}, std::string(which_launch) + " failed: " + result.error.message, 1, 1, {}};
  }
  if (!context.clean) return std::nullopt;
  CheckContext again{trial};
  for (const auto check : {guards_are_intact, inputs_are_unchanged, gaps_keep_their_bytes}) {
    if (Found found = check(again)) {
      found->sentence = "in " + std::string(which_launch);
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace ropekv::checks
