// The threads of a worker, one for each seat: each with a lane of its own, and a block at a time.
// So one CUDA context serves many cases at once; several processes on one GPU take turns, and are
// slower than one.
#pragma once

#include "fuzz/wire.h"
#include "fuzz/worker_config.h"

namespace ropekv {

// Serves requests {"op":"block", "seat":i} until nobody asks any more. A thread that throws ends
// the process.
void serve_as_crew(const WorkerConfig& config, Wire* wire);

}  // namespace ropekv
