// A kernel that says on the worker's page when its launch begins and ends.
#pragma once

#include "fuzz/worker_page.h"
#include "kernels/registry.h"

namespace ropekv {

// Both must outlive it.
Kernel announced_kernel(const Kernel& kernel, WorkerPage* page);

}  // namespace ropekv
