// Two kernels against each other: bit for bit where both compute alike, else each by its own
// declarations.
#include "properties/other_kernel.h"

#include <gmock/gmock.h>

#include "properties/checks/compute_alike.h"
#include "properties/tests/tampered_kernel.h"
#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using ::testing::HasSubstr;
using testing::run_production;
using testing::tampered;

// The first element of q_rope one code further: of a rotated one that may still be legal.
ropekv_status one_ulp_off(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  const ropekv_status status = run_production(args, how, error);
  if (status == ROPEKV_OK && args.q_rope) ++*static_cast<uint32_t*>(args.q_rope);
  return status;
}

ropekv_status nan_for_a_number(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  const ropekv_status status = run_production(args, how, error);
  if (status == ROPEKV_OK) *static_cast<uint32_t*>(args.q_rope) = 0x7FC00000u;
  return status;
}

Kernel loose(Kernel kernel) {
  kernel.description.fixed_order = 0;
  return kernel;
}

class OtherKernel : public ::testing::Test {
 protected:
  Comparison compare(const Kernel& other, const std::string& keys) {
    return compare_kernels(testing::case_of("rkv1:" + keys), production_, other, *lane_,
                           SizeClass::kDefault);
  }
  const Kernel& production_ = *find_kernel("production");
  std::unique_ptr<Lane> lane_ = make_host_lane();
};

TEST_F(OtherKernel, LeavesTheSameBits) {
  for (const char* keys : {"num_tokens=5", "num_tokens=5,cache_dtype=e4m3,dtype=bf16",
                           "num_tokens=9,values=bits,dtype=f16,holes=every:2",
                           "num_tokens=4,memory=fence_end", "num_tokens=3,in_place=yes"}) {
    const Comparison same = compare(*find_kernel("naive"), keys);
    EXPECT_TRUE(same.compared) << keys;
    EXPECT_FALSE(same.found) << keys;
  }
}

TEST_F(OtherKernel, DiffersByOneUlpInOnePlace) {
  const Comparison differs = compare(tampered(&one_ulp_off), "num_tokens=2");
  ASSERT_TRUE(differs.found);
  EXPECT_EQ(differs.found->property, kEqualsTheOtherKernel);
  EXPECT_EQ(differs.found->errors, 1);
  EXPECT_EQ(differs.found->sentence, "at most 1 ulp apart");
  EXPECT_EQ(differs.found->elements[0].place, "q_rope[token 0, head 0, dim 0]");
  EXPECT_THAT(compare(tampered(&nan_for_a_number), "num_tokens=2").found->sentence,
              HasSubstr("1 times a NaN for a number"));
}

// A computed NaN may be any NaN, a copied one is that very NaN.
TEST_F(OtherKernel, CopiesNansAsTheyAre) {
  const Kernel& other = *find_kernel("mutant/v_through_float");
  const std::string keys = "num_tokens=9,num_kv_heads=2,dtype=bf16,values=bits";
  const Comparison differs = compare(other, keys);
  ASSERT_TRUE(differs.found);
  EXPECT_THAT(differs.found->elements[0].place, ::testing::StartsWith("v_buffer[slot "));
  EXPECT_TRUE(compare(other, keys + ",cache_dtype=e4m3").compared);
  EXPECT_FALSE(compare(other, keys + ",cache_dtype=e4m3").found);
}

// Token 0 stands at position 0, where the rotation is the identity and one code alone is legal.
TEST_F(OtherKernel, IsHeldToItsOwnDeclarationsWhereBitsAreNotPromised) {
  EXPECT_TRUE(compare(loose(tampered(&run_production)), "num_tokens=2").compared);
  EXPECT_FALSE(compare(loose(tampered(&run_production)), "num_tokens=2").found);
  const Comparison wrong = compare(loose(tampered(&one_ulp_off)), "num_tokens=2");
  ASSERT_TRUE(wrong.found);
  EXPECT_EQ(wrong.found->property, kEqualsTheOtherKernel);
  EXPECT_THAT(
      wrong.found->sentence,
      HasSubstr("by the declarations of tampered, it breaks q_and_k_lie_in_the_accept_set"));
}

TEST_F(OtherKernel, IsNotAskedWhatItDoesNotSupport) {
  Kernel narrow = *find_kernel("naive");
  narrow.description.max_head_dim = 32;
  EXPECT_FALSE(compare(narrow, "num_tokens=2").compared);
  EXPECT_TRUE(compare(narrow, "num_tokens=2,head_dim=32").compared);
  narrow.launch_host = nullptr;
  EXPECT_FALSE(compare(narrow, "num_tokens=2,head_dim=32").compared);
  Kernel trusting = *find_kernel("naive");
  trusting.description.bounds_safe = 0;
  EXPECT_FALSE(compare(trusting, "num_tokens=9,bad_positions=500").compared);
  EXPECT_FALSE(compare(*find_kernel("naive"), "num_tokens=0").compared);
}

TEST_F(OtherKernel, IsAClaimThatNoKernelAloneCanBreak) {
  const Property* property = find_property(kEqualsTheOtherKernel);
  ASSERT_NE(property, nullptr);
  for (const Property& listed : all_properties()) EXPECT_NE(listed.name, property->name);
  EXPECT_FALSE(property->applies(Case{}, production_, *lane_));
}

}  // namespace
}  // namespace ropekv
