#include "properties/cuda_launch.h"

namespace ropekv {
namespace {

std::mutex& kernel_mutex() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

std::string name_and_text(cudaError_t code) {
  return std::string(cudaGetErrorName(code)) + " (" + cudaGetErrorString(code) + ")";
}

void mark_failed(LaunchResult* result, cudaError_t code, const std::string& sentence) {
  result->status = ROPEKV_LAUNCH_FAILED;
  result->error.cuda_error = code;
  const size_t length = sentence.copy(result->error.message, sizeof result->error.message - 1);
  result->error.message[length] = '\0';
}

KernelCalls::KernelCalls() : lock_(kernel_mutex()) {}

void KernelCalls::call(const Kernel& kernel, const ropekv_args& args, cudaStream_t stream,
                       LaunchResult* result) {
  if (result->status != ROPEKV_OK) return;
  int device = 0, device_after = 0;
  ROPEKV_CUDA_CALL(cudaGetDevice(&device));
  result->status = kernel.launch_cuda(args, stream, &result->error);
  // A launch error that the kernel did not report: ours to report, and not the next call's.
  const cudaError_t unreported = cudaGetLastError();
  if (unreported != cudaSuccess && result->status == ROPEKV_OK) {
    mark_failed(result, unreported, "launch returned OK and left " + name_and_text(unreported));
  }
  if (cudaGetDevice(&device_after) != cudaSuccess || device_after == device) return;
  ROPEKV_CUDA_CALL(cudaSetDevice(device));
  mark_failed(result, cudaSuccess,
              "launch left device " + std::to_string(device_after) +
                  " the current one, which was " + std::to_string(device));
}

bool wait_for_end(cudaStream_t stream, LaunchResult* result) {
  const cudaError_t ended = cudaStreamSynchronize(stream);
  if (ended == cudaSuccess) return true;
  cudaGetLastError();
  mark_failed(result, ended, "the kernel ended with " + name_and_text(ended));
  result->device_lost = true;
  return false;
}

double CudaTimer::milliseconds() const {
  float milliseconds = 0;
  ROPEKV_CUDA_CALL(cudaEventElapsedTime(&milliseconds, start_, stop_));
  return milliseconds;
}

LaunchResult launch_and_wait(const Kernel& kernel, const ropekv_args& args, cudaStream_t stream,
                             CudaTimer* timer) {
  LaunchResult result;
  {
    KernelCalls calls;  // before the clock starts: other lanes' launches are not this one's time
    timer->start(stream);
    calls.call(kernel, args, stream, &result);
    timer->stop(stream);
  }
  if (wait_for_end(stream, &result)) result.milliseconds = timer->milliseconds();
  return result;
}

}  // namespace ropekv
