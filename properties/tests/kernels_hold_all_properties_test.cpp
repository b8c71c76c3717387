// Every property, for each kernel that claims to be right, on each lane.
#include <algorithm>

#include "properties/tests/property_run.h"

namespace ropekv {
namespace {

struct Subject {
  std::string_view kernel;
  const Property* property;
};

std::vector<Subject> subjects() {
  std::vector<Subject> all;
  for (const char* kernel : {"production", "production/small", "production/large", "naive"}) {
    for (const Property& property : all_properties()) all.push_back({kernel, &property});
  }
  return all;
}

std::string subject_name(const ::testing::TestParamInfo<Subject>& info) {
  std::string name(info.param.kernel);
  std::ranges::replace(name, '/', '_');
  return name + "_" + std::string(info.param.property->name);
}

class HostLane : public ::testing::TestWithParam<Subject> {};
class CudaLane : public ::testing::TestWithParam<Subject> {};

TEST_P(HostLane, Holds) {
  const auto lane = make_host_lane();
  testing::expect_holds(*GetParam().property, *find_kernel(GetParam().kernel), *lane, 60);
}

TEST_P(CudaLane, Holds) {
  if (num_cuda_devices() == 0) GTEST_SKIP() << "no CUDA device";
  const auto lane = make_cuda_lane(0);
  testing::expect_holds(*GetParam().property, *find_kernel(GetParam().kernel), *lane, 200);
}

INSTANTIATE_TEST_SUITE_P(Every, HostLane, ::testing::ValuesIn(subjects()), subject_name);
INSTANTIATE_TEST_SUITE_P(Every, CudaLane, ::testing::ValuesIn(subjects()), subject_name);

}  // namespace
}  // namespace ropekv
