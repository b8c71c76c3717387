// The digest of outputs is by token, head and dim: where anything lies does not matter, and every
// element does.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

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

// Tokens turned round together with their positions and slots, and read through that turn: the
// same digest. So relations whose elements only move need not look at each of them.
TEST(TheDigest, IsThatOfTheSameTokensInAnotherOrder) {
  for (const bool on_cuda : {false, true}) {
    if (on_cuda && num_cuda_devices() == 0) continue;
    const auto lane = on_cuda ? make_cuda_lane(0) : make_host_lane();
    Case c = roomy_case();
    c.num_slots_given = c.num_tokens;
    const Problem problem(c);
    Trial trial(problem, *find_kernel("production"), *lane, {3, false});
    ASSERT_EQ(trial.run().status, ROPEKV_OK);
    const Sum128 digest = trial.output_digest();
    std::vector<int64_t> positions = problem.in.positions;
    std::vector<int64_t> slots = problem.in.slot_mapping;
    std::ranges::reverse(positions);
    std::ranges::reverse(slots);
    Correspondence turned;
    for (int64_t t = std::ssize(positions) - 1; t >= 0; --t) turned.token.push_back(t);
    trial.paint();
    trial.rearrange_inputs(std::array{Tensor::kQ, Tensor::kK, Tensor::kV}, turned);
    trial.write_indices(positions, slots);
    ASSERT_EQ(trial.launch().status, ROPEKV_OK);
    EXPECT_EQ(trial.num_stray_bytes(), 0);
    EXPECT_EQ(trial.output_digest_elsewhere(turned, problem.c.num_tokens), digest);
    EXPECT_NE(trial.output_digest_elsewhere({}, problem.c.num_tokens), digest);
    EXPECT_NE(trial.output_digest(), digest);
  }
}

// What is kept of a launch is forgotten when something is written.
TEST(TheDigest, IsThatOfTheMemoryAsItIs) {
  const auto lane = make_host_lane();
  const Problem problem(roomy_case());
  Trial trial(problem, *find_kernel("production"), *lane, {3, false});
  ASSERT_EQ(trial.run().status, ROPEKV_OK);
  const Sum128 digest = trial.output_digest();
  EXPECT_EQ(trial.audit(Tensor::kQ, RowRule::kIsData).errors, 0);
  Codes changed = trial.read_rows(Tensor::kQ);
  changed[5] ^= 1;
  trial.write_rows(Tensor::kQ, changed);
  EXPECT_EQ(trial.audit(Tensor::kQ, RowRule::kIsData).errors, 1);
  trial.launch();
  EXPECT_NE(trial.output_digest(), digest);
  trial.run();
  EXPECT_EQ(trial.audit(Tensor::kQ, RowRule::kIsData).errors, 0);
  EXPECT_EQ(trial.output_digest(), digest);
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

// Swaps the first `size` elements of q_rope with those `distance` further on.
template <int64_t (*distance)(const ropekv_args&), int64_t (*size)(const ropekv_args&)>
ropekv_status swapping(const ropekv_args& a, HostLaunch how, ropekv_error* e) {
  const ropekv_status status = run_production(a, how, e);
  auto* row = static_cast<float*>(a.q_rope);
  std::swap_ranges(row, row + size(a), row + distance(a));
  return status;
}
int64_t a_token(const ropekv_args& a) {
  return a.q_rope_stride.token;
}
int64_t a_head(const ropekv_args& a) {
  return a.q_rope_stride.head;
}
int64_t a_row(const ropekv_args& a) {
  return a.head_dim;
}
int64_t half_a_row(const ropekv_args& a) {
  return a.head_dim / 2;
}

TEST(TheDigest, SeesRowsAndHalvesThatChangePlaces) {
  const Case c = roomy_case();
  ASSERT_TRUE(c.num_tokens > 1 && c.num_qo_heads > 1 && c.dtype == DType::kF32);
  const Sum128 digest = digest_of(c);
  EXPECT_NE(digest_of(c, tampered(&swapping<a_token, a_row>)), digest);
  EXPECT_NE(digest_of(c, tampered(&swapping<a_head, a_row>)), digest);
  EXPECT_NE(digest_of(c, tampered(&swapping<half_a_row, half_a_row>)), digest);
}

}  // namespace
}  // namespace ropekv
