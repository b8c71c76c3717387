#include <thrust/system/cuda/execution_policy.h>

#include "properties/cuda_call.h"
#include "properties/cuda_launch.h"
#include "properties/cuda_memory.h"
#include "properties/cuda_scan.cuh"
#include "properties/cuda_scenarios.h"
#include "properties/cuda_staging.h"
#include "properties/fence_cuda.h"
#include "properties/lane.h"
#include "properties/memory_ops.h"

namespace ropekv {
namespace {

class CudaLane final : public Lane {
 public:
  explicit CudaLane(int device_idx) : device_idx_(for_this_thread(device_idx)) {
    ROPEKV_CUDA_CALL(cudaGetDeviceProperties(&properties_, device_idx));
  }
  ~CudaLane() override { cudaStreamSynchronize(stream_); }  // nothing writes to what goes
  std::string name() const override { return "cuda:" + std::to_string(device_idx_); }
  std::string device_name() const override { return properties_.name; }
  bool is_cuda() const override { return true; }
  bool has_scenarios() const override { return true; }
  bool can_run(const Kernel& kernel) const override { return kernel.launch_cuda != nullptr; }

  void* arena(int64_t bytes, int64_t) override { return arena_.at_least(bytes); }
  void* fence() override {
    if (!fence_) fence_ = std::make_unique<CudaFence>(device_idx_);
    return fence_->base();
  }
  void* notes(int64_t bytes) override { return notes_.at_least(bytes); }
  void* image(int64_t bytes) override { return image_.at_least(bytes); }
  bool arena_is_sparse(int64_t) const override { return false; }
  void forget_pages(ByteRange) override {}
  std::vector<ByteRange> touched_pages(ByteRange) const override { return {}; }

  void copy_in(void* to, const void* from, int64_t bytes) override {
    staging_.copy_in(to, from, bytes);
  }
  void copy_out(void* to, const void* from, int64_t bytes) override {
    staging_.copy_out(to, from, bytes);
  }
  void copy_within(void* to, const void* from, int64_t bytes) override {
    if (bytes == 0) return;
    ROPEKV_CUDA_CALL(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream_));
  }

  void fill_poison(void* memory, int64_t place, int64_t bytes, Poison poison) override {
    for_each_index(thrust::cuda::par_nosync.on(stream_), bytes / 16,
                   WritePoison{static_cast<LinearScan::Pair*>(memory), place, poison});
  }
  void fill_rows(FillRows work) override {
    for_each_index(thrust::cuda::par_nosync.on(stream_), work.rows.num_parts(), work);
  }
  void paint_rows(PaintRows work) override {
    for_each_index(thrust::cuda::par_nosync.on(stream_), work.rows.num_parts(), work);
  }
  int64_t count_differing(const LinearScan& scan) override {
    auto* total = static_cast<unsigned long long*>(counter_.at_least(sizeof(int64_t)));
    ROPEKV_CUDA_CALL(cudaMemsetAsync(total, 0, sizeof *total, stream_));
    launch_scan(scan, properties_.multiProcessorCount, total, stream_);
    ROPEKV_CUDA_CALL(cudaGetLastError());
    int64_t count = 0;
    copy_out(&count, total, sizeof count);
    return count;
  }
  int64_t count_differing(RowScan scan) override {
    return sum_over<int64_t>(thrust::cuda::par(scratch_).on(stream_), scan.rows.num_parts(),
                             CountRowBytes{scan});
  }
  Tally audit_rows(RowCheck check) override {
    return audit<Tally>(thrust::cuda::par(scratch_).on(stream_), check, check.rows.num_parts());
  }
  WordSums digest_rows(RowDigest digest) override {
    return audit<WordSums>(thrust::cuda::par(scratch_).on(stream_), digest,
                           digest.rows.num_parts());
  }
  void read_rows(const RowSet& rows, uint32_t* out) override {
    const int64_t bytes = rows.num_elements() * int64_t{sizeof *out};
    auto* gathered = static_cast<uint32_t*>(gathered_.at_least(bytes));
    for_each_index(thrust::cuda::par_nosync.on(stream_), rows.num_parts(),
                   GatherRows{rows, gathered});
    copy_out(out, gathered, bytes);
  }
  void write_rows(const RowSet& rows, const uint32_t* codes) override {
    const int64_t bytes = rows.num_elements() * int64_t{sizeof *codes};
    auto* scattered = static_cast<uint32_t*>(gathered_.at_least(bytes));
    copy_in(scattered, codes, bytes);
    for_each_index(thrust::cuda::par_nosync.on(stream_), rows.num_parts(),
                   ScatterRows{rows, scattered});
  }
  Tally compare(const void* got, const void* want, int64_t bytes) override {
    return audit<Tally>(
        thrust::cuda::par(scratch_).on(stream_),
        ByteCompare{static_cast<const uint8_t*>(got), static_cast<const uint8_t*>(want)}, bytes);
  }

  LaunchResult launch(const Kernel& kernel, const ropekv_args& args, HostLaunch) override {
    return noted(launch_and_wait(kernel, args, stream_, &timer_));
  }
  LaunchResult launch_in(const ScenarioLaunch& scenario, const Kernel& kernel,
                         HostLaunch) override {
    if (!scenarios_) scenarios_ = std::make_unique<CudaScenarios>(stream_, &timer_);
    return noted(scenarios_->launch(scenario, kernel));
  }

 private:
  // Before anything else of the lane is made: the device is the thread's.
  static int for_this_thread(int device_idx) {
    ROPEKV_CUDA_CALL(cudaSetDevice(device_idx));
    return device_idx;
  }
  LaunchResult noted(LaunchResult result) {
    if (result.device_lost) loss_ = result.error.message;
    return result;
  }

  int device_idx_;
  cudaDeviceProp properties_{};
  CudaStream stream_;
  CudaStaging staging_{stream_};
  CudaTimer timer_;
  std::unique_ptr<CudaScenarios> scenarios_;
  DeviceMemory arena_, notes_, image_, counter_, gathered_;
  DeviceScratch scratch_;
  std::unique_ptr<CudaFence> fence_;
};

}  // namespace

int num_cuda_devices() {
  int count = 0;
  if (cudaGetDeviceCount(&count) != cudaSuccess) {
    cudaGetLastError();
    return 0;
  }
  return count;
}

std::unique_ptr<Lane> make_cuda_lane(int device_idx) {
  return std::make_unique<CudaLane>(device_idx);
}

}  // namespace ropekv
