#include "fuzz/bench/report.h"

#include <algorithm>
#include <array>

namespace ropekv {
namespace {

constexpr std::array<std::string_view, 5> kRoleNames{"kernel", "floor", "copy", "empty", "unfused"};

}  // namespace

std::string_view role_name(ContenderRole role) {
  return kRoleNames[static_cast<size_t>(role)];
}

std::optional<ContenderRole> parse_role(std::string_view name) {
  const auto found = std::ranges::find(kRoleNames, name);
  if (found == kRoleNames.end()) return std::nullopt;
  return static_cast<ContenderRole>(found - kRoleNames.begin());
}

const Timing* best_of(const CellReport& cell, ContenderRole role) {
  const Timing* best = nullptr;
  for (const Timing& timing : cell.timings) {
    if (timing.role != role || !timing.skipped.empty()) continue;
    if (!best || timing.us.median < best->us.median) best = &timing;
  }
  return best;
}

const Timing* timing_of(const CellReport& cell, std::string_view kernel) {
  for (const Timing& timing : cell.timings) {
    if (timing.role == ContenderRole::kKernel && timing.name == kernel && timing.skipped.empty()) {
      return &timing;
    }
  }
  return nullptr;
}

}  // namespace ropekv
