#include "fuzz/canary_lines.h"

#include <fmt/format.h>

namespace ropekv {

std::string canary_lines(const std::vector<MissedCanary>& missed) {
  std::string text;
  for (const MissedCanary& one : missed) {
    text += fmt::format("  canary    {} was not found out in case {} by {}: {}\n", one.kernel,
                        one.case_idx, one.property, one.replay_command());
  }
  return text;
}

}  // namespace ropekv
