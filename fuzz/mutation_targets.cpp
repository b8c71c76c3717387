#include "fuzz/mutation_targets.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <array>

#include "fuzz/exit_code.h"

namespace ropekv {
namespace {

enum class On : uint8_t { kHost, kCuda, kBoth };

struct Row {
  std::string_view mutant;
  On lane;
  SizeClass size;
  std::string_view out_of_reach;
};

constexpr std::string_view kNoPredecessor = "nothing runs before it";

// Small cases show all others. On a GPU properties/tests/scenario_{pdl,stream}_test.cpp find what
// the host lane cannot.
constexpr std::array kRows = {
    Row{"mutant/pdl_no_wait", On::kHost, SizeClass::kSmall, kNoPredecessor},
    Row{"mutant/pdl_rows_read_before_wait", On::kHost, SizeClass::kSmall, kNoPredecessor},
    Row{"mutant/pdl_slots_read_before_wait", On::kHost, SizeClass::kSmall, kNoPredecessor},
    Row{"mutant/pdl_positions_read_before_wait", On::kHost, SizeClass::kSmall, kNoPredecessor},
    Row{"mutant/pdl_v_read_before_wait", On::kHost, SizeClass::kSmall, kNoPredecessor},
    Row{"mutant/stream_ignored", On::kHost, SizeClass::kSmall, "there are no streams"},
    Row{"mutant/tokens_above_65535_dropped", On::kBoth, SizeClass::kDefault, ""},
    Row{"mutant/positions_kept_in_16_bits", On::kBoth, SizeClass::kDefault, ""},
    Row{"mutant/bystander_byte_changed_in_large_pools", On::kBoth, SizeClass::kHuge, ""},
    Row{"mutant/cache_offset_wraps_at_2_to_31", On::kBoth, SizeClass::kHuge, ""},
    Row{"mutant/cache_bytes_wrap_at_4_gib", On::kBoth, SizeClass::kHuge, ""},
    Row{"mutant/token_offset_wraps_at_2_to_31", On::kBoth, SizeClass::kHuge, ""},
};

MutationTarget target_of(const Kernel& mutant, bool on_cuda) {
  const auto row = std::ranges::find_if(kRows, [&](const Row& one) {
    return one.mutant == mutant.name &&
           (one.lane == On::kBoth || (one.lane == On::kCuda) == on_cuda);
  });
  if (row == kRows.end()) return {&mutant};
  return {&mutant, row->size, row->out_of_reach};
}

bool matches(const std::string& pattern, const Kernel& kernel) {
  return fnmatch(pattern.c_str(), kernel.name.data(), 0) == 0;
}

void refuse_without_mutant(const std::string& pattern) {
  bool names_a_kernel = false;
  for (const Kernel& kernel : all_kernels()) {
    if (!matches(pattern, kernel)) continue;
    if (!kernel.bug.empty()) return;
    names_a_kernel = true;
  }
  throw usage_error(fmt::format("--kernel is '{}': {}, see `ropekv list mutants`", pattern,
                                names_a_kernel ? "it is no mutant" : "there is no such mutant"));
}

}  // namespace

std::vector<MutationTarget> mutation_targets(bool on_cuda) {
  std::vector<MutationTarget> targets;
  for (const Kernel& kernel : all_kernels()) {
    if (!kernel.bug.empty()) targets.push_back(target_of(kernel, on_cuda));
  }
  return targets;
}

std::vector<MutationTarget> choose_targets(const std::vector<std::string>& patterns, bool on_cuda) {
  for (const std::string& pattern : patterns) refuse_without_mutant(pattern);
  std::vector<MutationTarget> targets = mutation_targets(on_cuda);
  if (patterns.empty()) return targets;
  std::erase_if(targets, [&](const MutationTarget& target) {
    return std::ranges::none_of(
        patterns, [&](const std::string& pattern) { return matches(pattern, *target.mutant); });
  });
  return targets;
}

}  // namespace ropekv
