// What the exhaustive tests share: which kernels and lanes they run on.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "properties/judge.h"

namespace ropekv::testing {

// (kernel, lane)
using KernelOnLane = std::tuple<const char*, const char*>;

inline const Kernel& kernel_of(const KernelOnLane& subject) {
  return *find_kernel(std::get<0>(subject));
}

// Null where there is no such lane: then the test skips.
inline std::unique_ptr<Lane> lane_of(const KernelOnLane& subject) {
  if (std::get<1>(subject) == std::string_view("host")) return make_host_lane();
  return num_cuda_devices() > 0 ? make_cuda_lane(0) : nullptr;
}

inline std::string subject_name(const ::testing::TestParamInfo<KernelOnLane>& info) {
  return std::string(std::get<0>(info.param)) + "_on_" + std::get<1>(info.param);
}

inline const auto kRightKernelsOnAllLanes =
    ::testing::Combine(::testing::Values("production", "naive"), ::testing::Values("host", "cuda"));

}  // namespace ropekv::testing
