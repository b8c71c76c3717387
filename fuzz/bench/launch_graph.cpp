#include "fuzz/bench/launch_graph.h"

#include <chrono>
#include <cmath>
#include <vector>

#include "fuzz/bench/spread.h"

namespace ropekv {
namespace {

void launch_once(const Kernel& kernel, const ropekv_args& args, cudaStream_t stream) {
  ropekv_error error{};
  if (kernel.launch_cuda(args, stream, &error) != ROPEKV_OK) throw LaunchRejected(error.message);
}

}  // namespace

LaunchGraph::LaunchGraph(const Kernel& kernel, std::span<const ropekv_args> sets,
                         int64_t num_launches, cudaStream_t stream)
    : stream_(stream), num_launches_(num_launches) {
  ROPEKV_CUDA_CALL(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
  try {
    for (int64_t i = 0; i < num_launches; ++i) {
      launch_once(kernel, sets[i % sets.size()], stream);
    }
  } catch (const LaunchRejected&) {
    cudaStreamEndCapture(stream, &graph_.graph);
    throw;
  }
  ROPEKV_CUDA_CALL(cudaStreamEndCapture(stream, &graph_.graph));
  ROPEKV_CUDA_CALL(cudaGraphInstantiate(&graph_.executable, graph_.graph, 0));
  ROPEKV_CUDA_CALL(cudaGraphUpload(graph_.executable, stream));
  ROPEKV_CUDA_CALL(cudaStreamSynchronize(stream));
}

double LaunchGraph::seconds_per_launch() {
  timer_.start(stream_);
  ROPEKV_CUDA_CALL(cudaGraphLaunch(graph_.executable, stream_));
  timer_.stop(stream_);
  ROPEKV_CUDA_CALL(cudaStreamSynchronize(stream_));
  return timer_.milliseconds() * 1e-3 / static_cast<double>(num_launches_);
}

int64_t launches_for(double seconds_per_launch, int64_t num_sets) {
  constexpr double kReplaySeconds = 2e-3;  // the start of a graph takes microseconds
  constexpr int64_t kLeast = 20;
  constexpr int64_t kMost = 4000;
  const auto wanted = static_cast<int64_t>(std::ceil(kReplaySeconds / seconds_per_launch));
  const int64_t launches = std::clamp(wanted, kLeast, kMost);
  return (launches + num_sets - 1) / num_sets * num_sets;
}

double host_ns_per_launch(const Kernel& kernel, std::span<const ropekv_args> sets,
                          cudaStream_t stream) {
  using Clock = std::chrono::steady_clock;
  constexpr int kBatches = 5;
  constexpr int kBatch = 100;  // far from where a full queue would make the call wait
  std::vector<double> nanoseconds;
  for (int batch = 0; batch <= kBatches; ++batch) {
    const auto start = Clock::now();
    for (int i = 0; i < kBatch; ++i) launch_once(kernel, sets[i % sets.size()], stream);
    const std::chrono::duration<double, std::nano> took = Clock::now() - start;
    ROPEKV_CUDA_CALL(cudaStreamSynchronize(stream));
    if (batch > 0) nanoseconds.push_back(took.count() / kBatch);  // the first one warms up
  }
  return spread_of(nanoseconds).median;
}

}  // namespace ropekv
