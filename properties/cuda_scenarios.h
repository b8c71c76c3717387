// Launches that are not plain: behind a slow predecessor, from a graph, two at once. What each is
// there to find stands in cuda_scenarios.cu.
#pragma once

#include <memory>

#include "properties/cuda_stream.h"
#include "properties/lane.h"

namespace ropekv {

class CudaTimer;
class HostFlag;

// Of one lane. What was enqueued on the lane's stream comes before the launch, what is enqueued
// later after it.
class CudaScenarios {
 public:
  CudaScenarios(cudaStream_t stream, CudaTimer* timer);
  ~CudaScenarios();

  // Launches, waits for the end, and returns what went wrong, as Lane::launch does. Throws only
  // where the harness's own calls fail before the kernel under test was launched.
  LaunchResult launch(const ScenarioLaunch& scenario, const Kernel& kernel);

 private:
  LaunchResult launch_graph(const ScenarioLaunch& scenario, const Kernel& kernel);
  LaunchResult launch_behind(const ScenarioLaunch& scenario, const Kernel& kernel, bool trigger);
  LaunchResult launch_overlapping(const ScenarioLaunch& scenario, const Kernel& kernel);
  void capture(const ropekv_args& args, const Kernel& kernel, CudaGraph* graph,
               LaunchResult* result);
  void load_code(const ropekv_args& args, const Kernel& kernel);

  cudaStream_t stream_;
  CudaTimer& timer_;
  CudaStream sides_[2];
  CudaEvent open_, done_[2];
  std::unique_ptr<HostFlag> flag_;
};

}  // namespace ropekv
