#include "properties/cuda_call.h"
#include "properties/cuda_launch.h"
#include "properties/cuda_memory.h"
#include "properties/cuda_scan.cuh"
#include "properties/cuda_scenarios.h"
#include "properties/cuda_staging.h"
#include "properties/fence_cuda.h"
#include "properties/lane.h"

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
  void* maps(int64_t bytes) override { return maps_.at_least(bytes); }
  bool arena_is_sparse(int64_t) const override { return false; }
  void forget_pages(ByteRange) override {}
  std::vector<ByteRange> touched_pages(ByteRange) const override { return {}; }

  void copy_in(void* to, const void* from, int64_t bytes) override {
    staging_.copy_in(to, from, bytes);
  }
  void copy_out(void* to, const void* from, int64_t bytes) override {
    staging_.copy_out(to, from, bytes);
  }
  const std::byte* look_at(const void* from, int64_t bytes) override {
    return staging_.look_at(from, bytes);
  }
  void copy_within(void* to, const void* from, int64_t bytes) override {
    if (bytes == 0) return;
    ROPEKV_CUDA_CALL(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream_));
  }

  void paint(const Painting& work) override {
    do_on_device(work.poison, on_device());
    do_on_device(work.rows, on_device());
    copy_on_device(work.copies, on_device());
  }
  void paint_rows(PaintRows work) override { do_on_device(std::vector{work}, on_device()); }
  void read_rows(const RowSet& rows, uint32_t* out) override {
    const int64_t bytes = rows.num_elements() * int64_t{sizeof *out};
    auto* gathered = static_cast<uint32_t*>(gathered_.at_least(bytes));
    do_on_device(std::vector{GatherRows{rows, gathered}}, on_device());
    copy_out(out, gathered, bytes);
  }
  void write_rows(const RowSet& rows, const uint32_t* codes) override {
    const int64_t bytes = rows.num_elements() * int64_t{sizeof *codes};
    auto* scattered = static_cast<uint32_t*>(gathered_.at_least(bytes));
    copy_in(scattered, codes, bytes);
    do_on_device(std::vector{ScatterRows{rows, scattered}}, on_device());
  }
  Answers answer(const Questions& questions) override;

  LaunchResult launch(const Kernel& kernel, const ropekv_args& args, HostLaunch) override {
    return noted(launch_and_wait(kernel, args, stream_, &timer_));
  }
  LaunchResult launch_in(const ScenarioLaunch& scenario, const Kernel& kernel,
                         HostLaunch) override {
    if (!scenarios_) scenarios_ = std::make_unique<CudaScenarios>(stream_, &timer_);
    return noted(scenarios_->launch(scenario, kernel));
  }

 private:
  OnDevice on_device() const { return {stream_, properties_.multiProcessorCount}; }
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
  DeviceMemory arena_, notes_, image_, maps_, answers_, gathered_;
  std::unique_ptr<CudaFence> fence_;
};

template <class Answer>
void read_answers(const AnswerSlot* slots, size_t count, std::vector<Answer>* answers) {
  answers->resize(count);
  for (size_t i = 0; i < count; ++i) read_answer(slots[i], &(*answers)[i]);
}

// Whatever is asked, one wait.
Answers CudaLane::answer(const Questions& questions) {
  const auto& [linear_scans, row_scans, row_checks, row_digests, compares] = questions;
  const size_t first_row_scan = linear_scans.size();
  const size_t first_check = first_row_scan + row_scans.size();
  const size_t first_digest = first_check + row_checks.size();
  const size_t first_compare = first_digest + row_digests.size();
  std::vector<AnswerSlot> slots(first_compare + compares.size());
  if (slots.empty()) return {};
  const auto bytes = static_cast<int64_t>(slots.size() * sizeof(AnswerSlot));
  auto* there = static_cast<AnswerSlot*>(answers_.at_least(bytes));
  ROPEKV_CUDA_CALL(cudaMemsetAsync(there, 0, bytes, stream_));
  scan_on_device(linear_scans, there, on_device());
  check_on_device(row_scans, there + first_row_scan, on_device());
  check_on_device(row_checks, there + first_check, on_device());
  check_on_device(row_digests, there + first_digest, on_device());
  check_on_device(compares, there + first_compare, on_device());
  copy_out(slots.data(), there, bytes);
  Answers answers;
  read_answers(slots.data(), linear_scans.size(), &answers.linear_scans);
  read_answers(slots.data() + first_row_scan, row_scans.size(), &answers.row_scans);
  read_answers(slots.data() + first_check, row_checks.size(), &answers.row_checks);
  read_answers(slots.data() + first_digest, row_digests.size(), &answers.row_digests);
  read_answers(slots.data() + first_compare, compares.size(), &answers.compares);
  return answers;
}

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
