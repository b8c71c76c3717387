#include <algorithm>
#include <string>

#include "properties/cuda_predecessor.cuh"
#include "properties/cuda_scenarios.h"
#include "properties/cuda_stream.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

std::string name_and_text(cudaError_t code) {
  return std::string(cudaGetErrorName(code)) + " (" + cudaGetErrorString(code) + ")";
}

void fail(LaunchResult* result, cudaError_t code, const std::string& sentence) {
  result->status = ROPEKV_LAUNCH_FAILED;
  result->error.cuda_error = code;
  const size_t length = sentence.copy(result->error.message, sizeof result->error.message - 1);
  result->error.message[length] = '\0';
}

void launch_on(cudaStream_t stream, const ropekv_args& args, const Kernel& kernel,
               LaunchResult* result) {
  if (result->status != ROPEKV_OK) return;  // the first part was rejected already
  result->status = kernel.launch_cuda(args, stream, &result->error);
  // A launch error that the kernel did not report: ours to report, and not the next call's.
  const cudaError_t unreported = cudaGetLastError();
  if (unreported != cudaSuccess && result->status == ROPEKV_OK) {
    fail(result, unreported, "launch returned OK and left " + name_and_text(unreported));
  }
}

// False if the device is lost.
bool wait_for_end(LaunchResult* result) {
  const cudaError_t ended = cudaDeviceSynchronize();
  if (ended == cudaSuccess) return true;
  cudaGetLastError();
  fail(result, ended, "the kernel ended with " + name_and_text(ended));
  result->device_lost = true;
  return false;
}

double milliseconds_between(cudaEvent_t start, cudaEvent_t stop) {
  float milliseconds = 0;
  ROPEKV_CUDA_CALL(cudaEventElapsedTime(&milliseconds, start, stop));
  return milliseconds;
}

bool is_rejection(ropekv_status status) {
  return status == ROPEKV_UNSUPPORTED || status == ROPEKV_INVALID_ARGUMENT;
}

LaunchResult launch_on_stream(const ropekv_args& args, const Kernel& kernel, cudaStream_t stream) {
  LaunchResult result;
  CudaEvent start, stop;
  ROPEKV_CUDA_CALL(cudaDeviceSynchronize());  // the harness's own work is done and was right
  ROPEKV_CUDA_CALL(cudaEventRecord(start, stream));
  launch_on(stream, args, kernel, &result);
  cudaEventRecord(stop, stream);  // if it fails, so does the wait
  if (wait_for_end(&result)) result.milliseconds = milliseconds_between(start, stop);
  return result;
}

// Engines capture a launch once and replay it for every later step. A kernel that synchronises,
// allocates, or decides on the host by what lies in device memory, cannot live there.
void capture(const ropekv_args& args, const Kernel& kernel, cudaStream_t stream, CudaGraph* graph,
             LaunchResult* result) {
  ROPEKV_CUDA_CALL(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
  launch_on(stream, args, kernel, result);
  const cudaError_t ended = cudaStreamEndCapture(stream, &graph->graph);
  cudaGetLastError();
  if (is_rejection(result->status) || (result->status == ROPEKV_OK && ended == cudaSuccess)) return;
  const cudaError_t code =
      ended != cudaSuccess ? ended : static_cast<cudaError_t>(result->error.cuda_error);
  const std::string said = result->error.message;
  fail(
      result, code,
      "the launch cannot be captured into a graph: " + (said.empty() ? name_and_text(code) : said));
}

// The graph sees new contents through the old addresses: what it must not have done is to keep
// anything that it read while it was captured.
LaunchResult launch_graph(const ScenarioLaunch& scenario, const Kernel& kernel) {
  LaunchResult result;
  CudaStream stream;
  CudaGraph graph;
  ROPEKV_CUDA_CALL(cudaDeviceSynchronize());
  capture(scenario.parts[0], kernel, stream, &graph, &result);
  if (is_rejection(result.status)) {  // nothing to replay; over the contents of the case as well
    if (scenario.repaint) scenario.repaint();
    return launch_on_stream(scenario.parts[0], kernel, stream);
  }
  if (result.status != ROPEKV_OK) {
    wait_for_end(&result);
    return result;
  }
  const cudaError_t made = cudaGraphInstantiate(&graph.executable, graph.graph, 0);
  if (made != cudaSuccess) {
    cudaGetLastError();
    fail(&result, made, "the captured graph cannot be instantiated: " + name_and_text(made));
    wait_for_end(&result);
    return result;
  }
  ROPEKV_CUDA_CALL(cudaGraphLaunch(graph.executable, stream));
  if (!wait_for_end(&result)) return result;
  if (scenario.repaint) scenario.repaint();
  ROPEKV_CUDA_CALL(cudaDeviceSynchronize());
  CudaEvent start, stop;
  ROPEKV_CUDA_CALL(cudaEventRecord(start, stream));
  ROPEKV_CUDA_CALL(cudaGraphLaunch(graph.executable, stream));
  cudaEventRecord(stop, stream);
  if (wait_for_end(&result)) result.milliseconds = milliseconds_between(start, stop);
  return result;
}

HostFlag& lowered_flag() {
  static HostFlag flag;
  flag.lower();
  return flag;
}

// A kernel's code is loaded when it is first used, and that may wait for the device: then a
// predecessor would be over before the launch under test began. Captured, it is loaded and not run.
void load_code(const ropekv_args& args, const Kernel& kernel) {
  CudaStream stream;
  CudaGraph graph;
  LaunchResult ignored;
  capture(args, kernel, stream, &graph, &ignored);
}

Production production_of(std::span<const MemoryCopy> copies) {
  Production production{};
  if (copies.size() > Production::kMostCopies) throw HarnessError("too many copies to produce");
  std::copy(copies.begin(), copies.end(), production.copies);
  production.num_copies = static_cast<int>(copies.size());
  return production;
}

// With `trigger` the predecessor lets a dependent launch start at once and writes 50 us later: who
// reads before griddepcontrol.wait, reads what lay there before. No time is taken: an event between
// the two would part them.
LaunchResult launch_behind(const ScenarioLaunch& scenario, const Kernel& kernel, bool trigger) {
  constexpr int kBlocks = 4;
  constexpr int kThreads = 256;
  LaunchResult result;
  CudaStream stream;
  const Production production = production_of(scenario.produced);
  load_code(scenario.parts[0], kernel);
  ROPEKV_CUDA_CALL(cudaDeviceSynchronize());
  HostFlag& flag = lowered_flag();
  slow_predecessor<<<kBlocks, kThreads, 0, stream>>>(production, flag.on_device(), trigger);
  ROPEKV_CUDA_CALL(cudaGetLastError());
  launch_on(stream, scenario.parts[0], kernel, &result);
  flag.raise();
  wait_for_end(&result);
  return result;
}

// Both parts wait for one event, so that neither is over before the other is in the queue: shared
// scratch memory or a counter of the kernel's own shows.
LaunchResult launch_overlapping(const ScenarioLaunch& scenario, const Kernel& kernel) {
  LaunchResult result;
  CudaStream gate;
  CudaStream streams[2];
  CudaEvent open, done[2];
  if (scenario.parts.size() > 2) throw HarnessError("more than two launches to overlap");
  for (const ropekv_args& part : scenario.parts) load_code(part, kernel);
  ROPEKV_CUDA_CALL(cudaDeviceSynchronize());
  HostFlag& flag = lowered_flag();
  hold<<<1, 1, 0, gate>>>(flag.on_device());
  ROPEKV_CUDA_CALL(cudaGetLastError());
  ROPEKV_CUDA_CALL(cudaEventRecord(open, gate));
  for (size_t i = 0; i < scenario.parts.size(); ++i) {
    ROPEKV_CUDA_CALL(cudaStreamWaitEvent(streams[i], open, 0));
  }
  for (size_t i = 0; i < scenario.parts.size(); ++i) {
    launch_on(streams[i], scenario.parts[i], kernel, &result);
    cudaEventRecord(done[i], streams[i]);
  }
  flag.raise();
  if (!wait_for_end(&result)) return result;
  for (size_t i = 0; i < scenario.parts.size(); ++i) {
    result.milliseconds = std::max(result.milliseconds, milliseconds_between(open, done[i]));
  }
  return result;
}

}  // namespace

LaunchResult launch_scenario_cuda(const ScenarioLaunch& scenario, const Kernel& kernel) {
  switch (scenario.kind) {
    case ScenarioKind::kGraph:
      return launch_graph(scenario, kernel);
    case ScenarioKind::kPdlChain:
      return launch_behind(scenario, kernel, true);
    case ScenarioKind::kOverlap:
      return launch_overlapping(scenario, kernel);
    case ScenarioKind::kStream:
      // A stream that is busy writing the inputs: who launches on another one does not wait.
      if (!scenario.produced.empty()) return launch_behind(scenario, kernel, false);
      break;
    case ScenarioKind::kPlain:
    case ScenarioKind::kServing:
      break;
  }
  CudaStream stream;
  return launch_on_stream(scenario.parts[0], kernel, stream);
}

}  // namespace ropekv
