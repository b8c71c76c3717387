// One source, two lanes: the same bytes, for every kernel with a fixed evaluation order.
#include "properties/tests/property_run.h"

namespace ropekv {
namespace {

class TwoLanes : public ::testing::TestWithParam<std::string_view> {};

TEST_P(TwoLanes, LeaveTheSameBytes) {
  if (num_cuda_devices() == 0) GTEST_SKIP() << "no CUDA device";
  const Kernel& kernel = *find_kernel(GetParam());
  const auto host = make_host_lane();
  const auto cuda = make_cuda_lane(0);
  for (uint64_t k = 0; k < 300; ++k) {
    const Case c = campaign_case(testing::test_seed(), k, SizeClass::kSmall);
    const Judgement on_host = judge(c, kernel, *host, {});
    const Judgement on_cuda = judge(c, kernel, *cuda, {});
    ASSERT_EQ(on_host.verdict, on_cuda.verdict) << print_case(c);
    ASSERT_EQ(on_host.output_digest, on_cuda.output_digest) << print_case(c);
  }
}

INSTANTIATE_TEST_SUITE_P(Every, TwoLanes, ::testing::Values("production", "naive"));

// The unfused second opinion is written apart, and agrees bit for bit.
TEST(TwoKernels, LeaveTheSameBytesOnTheHostLane) {
  const auto host = make_host_lane();
  for (uint64_t k = 0; k < 200; ++k) {
    Case c = campaign_case(testing::test_seed(), k, SizeClass::kSmall);
    c.bad_positions_permille = 0;  // what lies there is nobody's promise
    const Judgement one = judge(c, *find_kernel("production"), *host, {});
    const Judgement two = judge(c, *find_kernel("naive"), *host, {});
    ASSERT_EQ(one.output_digest, two.output_digest) << print_case(c);
  }
}

}  // namespace
}  // namespace ropekv
