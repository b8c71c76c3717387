// The kernel of a ref in a process that may launch it: a worker, or `ropekv bench`.
#pragma once

#include <string_view>

#include "fuzz/kernel_ref.h"
#include "fuzz/worker_page.h"

namespace ropekv {

// A plug-in is loaded, once in a process. Throws CommandError: it cannot be, or is another file by
// now.
const Kernel& loaded_kernel(const KernelRef& ref, std::string_view option = "--kernel");

// What a plug-in says of itself. Its steps are noted on the page as those of a case would be, so
// that whoever waits knows how long, and at what it died. Throws CommandError.
PluginFacts describe_here(const std::string& path, WorkerPage* page);

}  // namespace ropekv
