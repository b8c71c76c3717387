// A kernel's launches one behind the other as a CUDA graph, whose replays are timed by events: the
// cost of a launch call is not in them.
#pragma once

#include <span>

#include "kernels/registry.h"
#include "properties/cuda_launch.h"
#include "properties/cuda_stream.h"

namespace ropekv {

// The kernel rejected the launch. The sentence is its own.
struct LaunchRejected : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class LaunchGraph {
 public:
  // Launch i runs over sets[i % sets.size()]. Throws LaunchRejected.
  LaunchGraph(const Kernel& kernel, std::span<const ropekv_args> sets, int64_t num_launches,
              cudaStream_t stream);
  // Of one launch, on average over a replay.
  double seconds_per_launch();

 private:
  cudaStream_t stream_;
  int64_t num_launches_;
  CudaGraph graph_;
  CudaTimer timer_;
};

// So many that a replay takes two milliseconds, at least 20, and whole rounds of the sets.
int64_t launches_for(double seconds_per_launch, int64_t num_sets);

// CPU time of a launch call that does not wait, in nanoseconds: the median of several batches.
double host_ns_per_launch(const Kernel& kernel, std::span<const ropekv_args> sets,
                          cudaStream_t stream);

}  // namespace ropekv
