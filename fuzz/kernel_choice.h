// From what was typed to the kernel that is meant.
#pragma once

#include <string>
#include <string_view>

#include "fuzz/kernel_ref.h"

namespace ropekv {

struct KernelWish {
  std::string_view option = "--kernel";
  std::string name;
  bool launches_unclaimed = false;  // --unclaimed
  std::string timeout = "10s";      // as typed: of loading and describing a plug-in
};

// What ends in .so, or is there as a file, is a plug-in, unless the registry has the name: then a
// worker is asked what it is. Throws CommandError with one sentence, whatever the plug-in does.
KernelRef choose_kernel(const KernelWish& wish);

}  // namespace ropekv
