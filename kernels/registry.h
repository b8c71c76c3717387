// The kernels that can be put under test, by name. Adding one: one file, one line in registry.cpp.
// Those of other people come as shared libraries (plugin_loader.h).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "kernels/contract.h"

namespace ropekv {

// The host lane runs every thread of the grid on the CPU, one after the other. An in-place partner
// hazard, invisible in one order, shows as a difference between orders.
enum class ThreadOrder { kForward, kReverse, kShuffled };

struct HostLaunch {
  ThreadOrder order = ThreadOrder::kForward;
  uint64_t shuffle_seed = 0;
};

struct Kernel {
  std::string_view name;  // of a plug-in its path, as typed; description.name is the same
  ropekv_description description;
  // Null where the kernel has no form for that lane.
  std::function<ropekv_status(const ropekv_args&, HostLaunch, ropekv_error*)> launch_host;
  std::function<ropekv_status(const ropekv_args&, void* stream, ropekv_error*)> launch_cuda;
  // For mutants: the bug, and the row of the bug museum that it stands for. Empty otherwise.
  std::string_view bug = {};
  std::string_view museum = {};
  // For plug-ins: what it calls itself, and its ropekv_supports (null: it has none).
  std::string_view plugin_name = {};
  ropekv_supports_fn supports = nullptr;
};

// All kernels, the production kernel first, mutants last.
std::span<const Kernel> all_kernels();

// Also of production/shapes.h, faults/faults.h, canary/canaries.h. Null: none has that name.
const Kernel* find_kernel(std::string_view name);

}  // namespace ropekv
