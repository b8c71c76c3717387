// One source, two lanes: the GPU must leave the bytes that the host lane leaves, NaNs included.
#include <cuda_runtime.h>
#include <gtest/gtest.h>

#include "kernels/mutants/mutants.h"
#include "kernels/production/shapes.h"
#include "kernels/registry.h"
#include "kernels/tests/random_launch.h"

namespace ropekv {
namespace {

using testing::random_launch;
using testing::RandomLaunch;
using testing::summary;

bool has_device() {
  int count = 0;
  return ROPEKV_CUDA != 0 && cudaGetDeviceCount(&count) == cudaSuccess && count > 0;
}

std::shared_ptr<std::byte> managed_memory(size_t num_bytes) {
  void* memory = nullptr;
  if (cudaMallocManaged(&memory, num_bytes) != cudaSuccess) std::abort();
  return {static_cast<std::byte*>(memory), [](std::byte* pointer) { cudaFree(pointer); }};
}

void lanes_agree(std::string_view name) {
  const Kernel* kernel = find_kernel(name);
  ASSERT_NE(kernel, nullptr);
  ASSERT_NE(kernel->launch_cuda, nullptr);
  cudaStream_t stream = nullptr;
  ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const RandomLaunch host = random_launch(seed);
    const RandomLaunch device = random_launch(seed, &managed_memory);
    ropekv_error error{};
    ASSERT_EQ(kernel->launch_host(host.args, {}, &error), ROPEKV_OK) << error.message;
    ASSERT_EQ(kernel->launch_cuda(device.args, stream, &error), ROPEKV_OK) << error.message;
    ASSERT_EQ(cudaStreamSynchronize(stream), cudaSuccess) << "seed " << seed;
    ASSERT_TRUE(device.same_bytes(host)) << "seed " << seed << ": " << summary(host.args);
  }
  cudaStreamDestroy(stream);
}

TEST(LanesAgree, ByteForByteInTheProductionKernel) {
  if (!has_device()) GTEST_SKIP() << "no GPU";
  lanes_agree("production");
}

TEST(LanesAgree, ByteForByteInEveryShapeOfTheProductionKernel) {
  if (!has_device()) GTEST_SKIP() << "no GPU";
  for (const Kernel& kernel : production_shapes()) lanes_agree(kernel.name);
}

TEST(LanesAgree, ByteForByteInTheNaiveKernel) {
  if (!has_device()) GTEST_SKIP() << "no GPU";
  lanes_agree("naive");
}

// A mutant whose fault none of these launches reaches is the mutable kernel in its right form.
TEST(LanesAgree, ByteForByteInTheMutableKernelWithoutReachedFault) {
  if (!has_device()) GTEST_SKIP() << "no GPU";
  lanes_agree("mutant/tokens_above_65535_dropped");
}

}  // namespace
}  // namespace ropekv
