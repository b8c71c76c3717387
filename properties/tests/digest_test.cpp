// The digest of outputs is by token, head and dim: where anything lies does not matter, and every
// element does.
#include <gtest/gtest.h>

#include "properties/tests/tampered_kernel.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

using testing::roomy_case;
using testing::run_production;
using testing::tampered;

Sum128 digest_of(const Case& c, const Kernel& kernel = *find_kernel("production"),
                 Poison poison = {3, false}) {
  EXPECT_EQ(why_not_legal(c), "");
  const auto lane = make_host_lane();
  const Problem problem(c);
  Trial trial(problem, kernel, *lane, poison);
  EXPECT_EQ(trial.run().status, ROPEKV_OK);
  return trial.output_digest();
}

TEST(TheDigest, IsThatOfTheSameOutputsElsewhere) {
  const Case c = roomy_case();
  const Sum128 digest = digest_of(c);
  Case other = c;
  other.q_pad = other.k_buffer_pad = other.v_buffer_pad = {};
  EXPECT_EQ(digest_of(other), digest);
  other = c;
  other.page_size = 3;
  other.page_layout = PageLayout::kHnd;
  EXPECT_EQ(digest_of(other), digest);
  other.pools = Pools::kUnbound;
  EXPECT_EQ(digest_of(other), digest);
  other = c;
  other.slots = {SlotKind::kTail, 0, 1, {}};
  EXPECT_EQ(digest_of(other), digest);
  other = c;
  other.misaligned = {0x7F, 1};
  EXPECT_EQ(digest_of(other), digest);
  other = c;
  other.in_place = InPlace::kBoth;
  other.q_rope_pad = other.k_rope_pad = {};
  EXPECT_EQ(digest_of(other), digest);
  for (const Memory memory : {Memory::kFenceEnd, Memory::kFenceStart}) {
    other = c;
    other.memory = memory;
    EXPECT_EQ(digest_of(other), digest);
  }
  EXPECT_EQ(digest_of(c, *find_kernel("production"), {9, true}), digest);
}

TEST(TheDigest, IsThatOfEveryScenario) {
  const Case c = roomy_case();
  for (const ScenarioKind kind : {ScenarioKind::kStream, ScenarioKind::kGraph,
                                  ScenarioKind::kPdlChain, ScenarioKind::kOverlap}) {
    Case other = c;
    other.scenario.kind = kind;
    EXPECT_EQ(digest_of(other), digest_of(c)) << static_cast<int>(kind);
  }
}

// What nobody promises is left out.
TEST(TheDigest, DoesNotSeeTokensWithBadPositions) {
  Case c = roomy_case();
  c.bad_positions_permille = 400;
  EXPECT_EQ(digest_of(c, *find_kernel("production"), {3, false}),
            digest_of(c, *find_kernel("production"), {8, true}));
}

TEST(TheDigest, SeesOneBitOfEveryOutput) {
  const Case c = roomy_case();
  const Sum128 digest = digest_of(c);
  const Kernel kernels[] = {
      tampered([](const ropekv_args& a, HostLaunch how, ropekv_error* e) -> ropekv_status {
        run_production(a, how, e);
        static_cast<char*>(a.q_rope)[3] ^= 1;
        return ROPEKV_OK;
      }),
      tampered([](const ropekv_args& a, HostLaunch how, ropekv_error* e) -> ropekv_status {
        run_production(a, how, e);
        static_cast<char*>(a.k_rope)[3] ^= 1;
        return ROPEKV_OK;
      }),
      tampered([](const ropekv_args& a, HostLaunch how, ropekv_error* e) -> ropekv_status {
        run_production(a, how, e);
        const int64_t slot = *static_cast<const int64_t*>(a.slot_mapping);
        static_cast<float*>(a.v_buffer)[slot * a.v_buffer_stride.slot] += 1;
        return ROPEKV_OK;
      })};
  for (const Kernel& kernel : kernels) EXPECT_NE(digest_of(c, kernel), digest);
}

}  // namespace
}  // namespace ropekv
