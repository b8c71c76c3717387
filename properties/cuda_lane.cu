#include <thrust/system/cuda/execution_policy.h>

#include "properties/cuda_call.h"
#include "properties/lane.h"
#include "properties/memory_ops.h"

namespace ropekv {
namespace {

class DeviceMemory {
 public:
  ~DeviceMemory() { cudaFree(base_); }
  void* at_least(int64_t bytes) {
    if (bytes <= bytes_) return base_;
    ROPEKV_CUDA_CALL(cudaFree(base_));
    base_ = nullptr;
    bytes_ = 0;
    size_t free_bytes = 0;
    size_t total_bytes = 0;
    ROPEKV_CUDA_CALL(cudaMemGetInfo(&free_bytes, &total_bytes));
    if (static_cast<size_t>(bytes) > free_bytes) {
      throw OutOfMemory("the device has no room for " + std::to_string(bytes) + " bytes, " +
                        std::to_string(free_bytes) + " are free");
    }
    ROPEKV_CUDA_CALL(cudaMalloc(&base_, bytes));
    bytes_ = bytes;
    return base_;
  }

 private:
  void* base_ = nullptr;
  int64_t bytes_ = 0;
};

class CudaLane final : public Lane {
 public:
  explicit CudaLane(int device_idx) : device_idx_(device_idx) {
    ROPEKV_CUDA_CALL(cudaSetDevice(device_idx));
    ROPEKV_CUDA_CALL(cudaGetDeviceProperties(&properties_, device_idx));
    ROPEKV_CUDA_CALL(cudaEventCreate(&start_));
    ROPEKV_CUDA_CALL(cudaEventCreate(&stop_));
  }
  ~CudaLane() override {
    cudaEventDestroy(start_);
    cudaEventDestroy(stop_);
  }
  std::string name() const override { return "cuda:" + std::to_string(device_idx_); }
  std::string device_name() const override { return properties_.name; }
  bool is_cuda() const override { return true; }
  bool can_run(const Kernel& kernel) const override { return kernel.launch_cuda != nullptr; }
  void* arena(int64_t bytes) override { return arena_.at_least(bytes); }
  void* notes(int64_t bytes) override { return notes_.at_least(bytes); }
  void* image(int64_t bytes) override { return image_.at_least(bytes); }
  void copy_in(void* to, const void* from, int64_t bytes) override {
    ROPEKV_CUDA_CALL(cudaMemcpy(to, from, bytes, cudaMemcpyHostToDevice));
  }
  void copy_out(void* to, const void* from, int64_t bytes) override {
    ROPEKV_CUDA_CALL(cudaMemcpy(to, from, bytes, cudaMemcpyDeviceToHost));
  }
  void copy_within(void* to, const void* from, int64_t bytes) override {
    ROPEKV_CUDA_CALL(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice));
  }
  void fill_poison(void* arena, int64_t bytes, Poison poison) override {
    ropekv::fill_poison(thrust::cuda::par_nosync, arena, bytes, poison);
  }
  void fill_view(const ViewRule& rule) override {
    ropekv::fill_view(thrust::cuda::par_nosync, rule);
  }
  ViewTally audit_view(const ViewRule& rule) override {
    return audit<ViewTally>(thrust::cuda::par, rule, rule.num_quads());
  }
  Tally audit_gaps(const GapRule& rule) override {
    return audit<Tally>(thrust::cuda::par, rule, rule.region.num_elements);
  }
  Tally audit_poison(const PoisonRule& rule) override {
    return audit<Tally>(thrust::cuda::par, rule, (rule.end_bytes - rule.begin_bytes) / 2);
  }
  Sum128 digest(const void* base, int64_t bytes) override {
    const WordSums sums = hash_words(thrust::cuda::par, base, (bytes + 7) / 8);
    return {sums.low, sums.high};
  }

  LaunchResult launch(const Kernel& kernel, const ropekv_args& args, HostLaunch) override {
    LaunchResult result;
    ROPEKV_CUDA_CALL(cudaDeviceSynchronize());  // the harness's own work is done and was right
    ROPEKV_CUDA_CALL(cudaEventRecord(start_, nullptr));
    result.status = kernel.launch_cuda(args, nullptr, &result.error);
    // A launch error that the kernel did not report: ours to report, and not the next call's.
    const cudaError_t unreported = cudaGetLastError();
    if (unreported != cudaSuccess && result.status == ROPEKV_OK) {
      result.status = ROPEKV_LAUNCH_FAILED;
      result.error.cuda_error = unreported;
      snprintf(result.error.message, sizeof result.error.message,
               "launch returned OK and left %s (%s)", cudaGetErrorName(unreported),
               cudaGetErrorString(unreported));
    }
    const cudaError_t recorded = cudaEventRecord(stop_, nullptr);
    const cudaError_t finished = cudaDeviceSynchronize();
    const cudaError_t failed = recorded != cudaSuccess ? recorded : finished;
    if (failed != cudaSuccess) {
      result.status = ROPEKV_LAUNCH_FAILED;
      result.device_lost = true;
      result.error.cuda_error = failed;
      snprintf(result.error.message, sizeof result.error.message, "the kernel ended with %s (%s)",
               cudaGetErrorName(failed), cudaGetErrorString(failed));
      return result;
    }
    float milliseconds = 0;
    ROPEKV_CUDA_CALL(cudaEventElapsedTime(&milliseconds, start_, stop_));
    result.milliseconds = milliseconds;
    return result;
  }

 private:
  int device_idx_;
  cudaDeviceProp properties_{};
  cudaEvent_t start_ = nullptr;
  cudaEvent_t stop_ = nullptr;
  DeviceMemory arena_, notes_, image_;
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
