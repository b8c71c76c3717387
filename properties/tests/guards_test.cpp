// What a launch finds: every tensor has a guard of at least 4 KiB on both sides, all of it is
// looked at, and outputs hold poison. If they held what is expected, a kernel that writes nothing
// would pass.
#include <gtest/gtest.h>

#include <algorithm>

#include "properties/tests/tampered_kernel.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

constexpr int64_t kLeastGuardBytes = 4096;

std::vector<Case> cases() {
  Case misaligned = testing::roomy_case();
  misaligned.misaligned = {0x7F, 3};
  Case stacked = testing::roomy_case();
  stacked.page_size = 3;
  stacked.pools = Pools::kStacked;
  Case fp8 = testing::roomy_case();
  fp8.cache_dtype = CacheDType::kE4M3;
  fp8.scale_in = ScaleIn::kDevice;
  return {testing::roomy_case(), misaligned, stacked, fp8, Case{}};
}

// The bytes that a scan would look at, around a region and up to its neighbours.
struct Room {
  int64_t before, behind;
};

Room room_of(const Problem& problem, size_t region_idx) {
  const int64_t begin = problem.region_offset[region_idx];
  const int64_t end = begin + problem.layout.regions[region_idx].bytes();
  const auto stretch = std::ranges::find_if(problem.stretches, [&](const Stretch& s) {
    return s.begin_bytes <= begin && end <= s.end_bytes;
  });
  if (stretch == problem.stretches.end()) return {-1, -1};
  Room room{begin - stretch->begin_bytes, stretch->end_bytes - end};
  for (size_t i = 0; i < problem.region_offset.size(); ++i) {
    const int64_t other_begin = problem.region_offset[i];
    const int64_t other_end = other_begin + problem.layout.regions[i].bytes();
    if (i != region_idx && other_end <= begin)
      room.before = std::min(room.before, begin - other_end);
    if (i != region_idx && other_begin >= end)
      room.behind = std::min(room.behind, other_begin - end);
  }
  return room;
}

TEST(Guards, LieOnBothSidesOfEveryTensor) {
  for (const Case& c : cases()) {
    const Problem problem(c);
    for (size_t i = 0; i < problem.region_offset.size(); ++i) {
      const Room room = room_of(problem, i);
      EXPECT_GE(room.before, kLeastGuardBytes) << print_case(c) << " region " << i;
      EXPECT_GE(room.behind, kLeastGuardBytes) << print_case(c) << " region " << i;
    }
  }
}

TEST(Outputs, HoldPoisonBeforeTheLaunchAndNothingElse) {
  const auto lane = make_host_lane();
  for (const Case& c : cases()) {
    const Problem problem(c);
    Trial trial(problem, *find_kernel("production"), *lane, {7, false});
    trial.paint();
    for (const Tensor output :
         {Tensor::kQRope, Tensor::kKRope, Tensor::kKBuffer, Tensor::kVBuffer}) {
      const int64_t elements = std::ssize(trial.read_rows(output));
      EXPECT_GT(elements, 0);
      EXPECT_EQ(trial.audit(output, RowRule::kIsNotPoison).errors, elements)
          << print_case(c) << ' ' << tensor_name(output);
    }
  }
}

// A tensor with a fence lies flush against it, and has a guard on the other side.
TEST(Guards, LieOnTheOtherSideOfAFence) {
  for (Case c : cases()) {
    for (const Memory memory : {Memory::kFenceEnd, Memory::kFenceStart}) {
      c.memory = memory;
      c.misaligned = {};
      const Problem problem(c);
      for (size_t i = 0; i < problem.region_offset.size(); ++i) {
        const Room room = room_of(problem, i);
        const bool at_end = memory == Memory::kFenceEnd;
        EXPECT_EQ(at_end ? room.behind : room.before, 0) << print_case(c) << " region " << i;
        EXPECT_GE(at_end ? room.before : room.behind, kLeastGuardBytes)
            << print_case(c) << " region " << i;
      }
    }
  }
}

}  // namespace
}  // namespace ropekv
