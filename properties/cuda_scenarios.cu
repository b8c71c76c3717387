#include <algorithm>
#include <string>

#include "properties/cuda_launch.h"
#include "properties/cuda_predecessor.cuh"
#include "properties/cuda_scenarios.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

Production production_of(std::span<const MemoryCopy> copies) {
  Production production{};
  if (copies.size() > Production::kMostCopies) throw HarnessError("too many copies to produce");
  std::copy(copies.begin(), copies.end(), production.copies);
  production.num_copies = static_cast<int>(copies.size());
  return production;
}

}  // namespace

CudaScenarios::CudaScenarios(cudaStream_t stream, CudaTimer* timer)
    : stream_(stream), timer_(*timer), flag_(std::make_unique<HostFlag>()) {}

CudaScenarios::~CudaScenarios() = default;

// Engines capture a launch once and replay it for every later step. A kernel that synchronises,
// allocates, or decides on the host by what lies in device memory, cannot live there. Other threads
// may do all that meanwhile: the capture is this thread's.
void CudaScenarios::capture(const ropekv_args& args, const Kernel& kernel, CudaGraph* graph,
                            LaunchResult* result) {
  KernelCalls calls;
  ROPEKV_CUDA_CALL(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal));
  calls.call(kernel, args, stream_, result);
  const cudaError_t ended = cudaStreamEndCapture(stream_, &graph->graph);
  cudaGetLastError();
  if (result->is_rejection() || (result->status == ROPEKV_OK && ended == cudaSuccess)) return;
  const cudaError_t code =
      ended != cudaSuccess ? ended : static_cast<cudaError_t>(result->error.cuda_error);
  const std::string said = result->error.message;
  mark_failed(
      result, code,
      "the launch cannot be captured into a graph: " + (said.empty() ? name_and_text(code) : said));
}

// The graph sees new contents through the old addresses: what it must not have done is to keep
// anything that it read while it was captured.
LaunchResult CudaScenarios::launch_graph(const ScenarioLaunch& scenario, const Kernel& kernel) {
  LaunchResult result;
  CudaGraph graph;
  capture(scenario.parts[0], kernel, &graph, &result);
  if (result.is_rejection()) {  // nothing to replay; over the contents of the case as well
    if (scenario.repaint) scenario.repaint();
    return launch_and_wait(kernel, scenario.parts[0], stream_, &timer_);
  }
  if (result.status != ROPEKV_OK) {
    wait_for_end(stream_, &result);
    return result;
  }
  const cudaError_t made = cudaGraphInstantiate(&graph.executable, graph.graph, 0);
  if (made != cudaSuccess) {
    cudaGetLastError();
    mark_failed(&result, made, "the captured graph cannot be instantiated: " + name_and_text(made));
    wait_for_end(stream_, &result);
    return result;
  }
  ROPEKV_CUDA_CALL(cudaGraphLaunch(graph.executable, stream_));
  if (!wait_for_end(stream_, &result)) return result;
  if (scenario.repaint) scenario.repaint();
  timer_.start(stream_);
  ROPEKV_CUDA_CALL(cudaGraphLaunch(graph.executable, stream_));
  timer_.stop(stream_);
  if (wait_for_end(stream_, &result)) result.milliseconds = timer_.milliseconds();
  return result;
}

// A kernel's code is loaded when it is first used, and that may wait for the device: then a
// predecessor would be over before the launch under test began. Captured, it is loaded and not run.
void CudaScenarios::load_code(const ropekv_args& args, const Kernel& kernel) {
  CudaGraph graph;
  LaunchResult ignored;
  capture(args, kernel, &graph, &ignored);
}

// Who launches on another stream than the one it was given does not wait for the predecessor. With
// `trigger` that lets a dependent launch start at once, and writes 50 us later: who reads before
// griddepcontrol.wait, reads what lay there before. No time is taken: an event between the two
// would part them.
//
// While it is held no other lane is in a kernel's host code: what waits for the device there would
// wait for this predecessor, and this one for the other lane's kernel. The rest that may wait so
// (another lane's memory that grows) ends with kLongestHoldNs: the launch is then a plain one.
LaunchResult CudaScenarios::launch_behind(const ScenarioLaunch& scenario, const Kernel& kernel,
                                          bool trigger) {
  constexpr int kBlocks = 4;
  constexpr int kThreads = 256;
  LaunchResult result;
  const Production production = production_of(scenario.produced);
  load_code(scenario.parts[0], kernel);
  {
    KernelCalls calls;
    flag_->lower();
    slow_predecessor<<<kBlocks, kThreads, 0, stream_>>>(production, flag_->on_device(), trigger);
    ROPEKV_CUDA_CALL(cudaGetLastError());
    calls.call(kernel, scenario.parts[0], stream_, &result);
    flag_->raise();
  }
  wait_for_end(stream_, &result);
  return result;
}

// Both parts wait for one event, so that neither is over before the other is in the queue: shared
// scratch memory or a counter of the kernel's own shows.
LaunchResult CudaScenarios::launch_overlapping(const ScenarioLaunch& scenario,
                                               const Kernel& kernel) {
  LaunchResult result;
  const size_t num_parts = scenario.parts.size();
  if (num_parts > std::size(sides_)) throw HarnessError("more than two launches to overlap");
  for (const ropekv_args& part : scenario.parts) load_code(part, kernel);
  {
    KernelCalls calls;
    flag_->lower();
    hold<<<1, 1, 0, stream_>>>(flag_->on_device());
    ROPEKV_CUDA_CALL(cudaGetLastError());
    ROPEKV_CUDA_CALL(cudaEventRecord(open_, stream_));
    timer_.start(stream_);
    for (size_t i = 0; i < num_parts; ++i) {
      ROPEKV_CUDA_CALL(cudaStreamWaitEvent(sides_[i], open_, 0));
    }
    for (size_t i = 0; i < num_parts; ++i) {
      calls.call(kernel, scenario.parts[i], sides_[i], &result);
      cudaEventRecord(done_[i], sides_[i]);  // if it fails, so does the wait
    }
    flag_->raise();
  }
  for (size_t i = 0; i < num_parts; ++i) cudaStreamWaitEvent(stream_, done_[i], 0);
  timer_.stop(stream_);
  if (wait_for_end(stream_, &result)) result.milliseconds = timer_.milliseconds();
  return result;
}

LaunchResult CudaScenarios::launch(const ScenarioLaunch& scenario, const Kernel& kernel) {
  switch (scenario.kind) {
    case ScenarioKind::kGraph:
      return launch_graph(scenario, kernel);
    case ScenarioKind::kPdlChain:
      return launch_behind(scenario, kernel, true);
    case ScenarioKind::kOverlap:
      return launch_overlapping(scenario, kernel);
    case ScenarioKind::kStream:
      return launch_behind(scenario, kernel, false);
    case ScenarioKind::kPlain:
    case ScenarioKind::kServing:
      break;
  }
  return launch_and_wait(kernel, scenario.parts[0], stream_, &timer_);
}

}  // namespace ropekv
