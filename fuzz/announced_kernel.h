// A kernel that says on the worker's page when its launch begins and ends.
#pragma once

#include "fuzz/worker_page.h"
#include "kernels/registry.h"

namespace ropekv {

// One kernel in a process, since a Kernel holds bare function pointers; a page for each thread.
Kernel announced_kernel(const Kernel& kernel, WorkerPage* page);

}  // namespace ropekv
