// What a page or a summary says about where cases ran, and what a replay command must repeat.
#pragma once

#include <optional>
#include <string>

#include "fuzz/case_source.h"
#include "kernels/registry.h"

namespace ropekv {

inline constexpr std::string_view kDefaultKernel = "production";

struct RunContext {
  const Kernel* kernel = nullptr;
  std::string lane;                  // "cuda:0"
  std::string device;                // "NVIDIA H100"
  std::optional<CaseSource> source;  // of a campaign's cases; empty for lines and files
  std::string against = {};          // the kernel it is compared with; empty: none
  bool launches_unclaimed = false;   // of a plug-in

  // "ropekv replay 'rkv1:...' --kernel mutant/x"
  std::string replay_line_command(std::string_view line) const;
  // "ropekv replay 1:41873 --size small", empty without a source.
  std::string replay_index_command(uint64_t case_idx) const;
  // " --kernel mutant/x --against naive", what is needed of it.
  std::string kernel_options() const;
};

}  // namespace ropekv
