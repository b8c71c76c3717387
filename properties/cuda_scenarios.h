// Launches that are not plain, on the current CUDA device: behind a slow predecessor, from a graph,
// on streams of their own. What each is there to find stands in cuda_scenarios.cu.
#pragma once

#include "properties/lane.h"

namespace ropekv {

// Launches, waits for the end, and returns what went wrong, as Lane::launch does. Throws only where
// the harness's own calls fail before the kernel under test was launched.
LaunchResult launch_scenario_cuda(const ScenarioLaunch& scenario, const Kernel& kernel);

}  // namespace ropekv
