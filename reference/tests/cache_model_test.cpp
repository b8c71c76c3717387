#include "reference/cache_model.h"

#include <gtest/gtest.h>

#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::case_of;
using Owners = std::vector<int64_t>;

Owners owners(const std::string& keys) {
  const Case c = case_of("rkv1:" + keys);
  return slot_owners(c, materialise(c));
}

TEST(CacheModel, EverySlotOfThePoolHasOneEntry) {
  EXPECT_EQ(owners("num_tokens=2,num_slots=4,slots=iota:1"),
            Owners({kUntouched, 0, 1, kUntouched}));
  EXPECT_EQ(owners("num_tokens=0,num_slots=2"), Owners({kUntouched, kUntouched}));
}

TEST(CacheModel, ATokenWithoutASlotWritesNothing) {
  for (const std::string value : {"minus_one", "past_end", "lowest"}) {
    EXPECT_EQ(owners("num_tokens=4,slots=iota:0,holes=every:2,hole_value=" + value),
              Owners({0, kUntouched, 2, kUntouched}));
    EXPECT_EQ(owners("num_tokens=4,num_slots=2,slots=iota:0,hole_value=" + value), Owners({0, 1}));
  }
  EXPECT_EQ(owners("num_tokens=3,slots=list:2+3+-9"), Owners({kUntouched, kUntouched, 0}));
}

// vLLM pads a batch for CUDA graphs and gives fewer slots than tokens.
TEST(CacheModel, TokensPastTheEndOfSlotMappingWriteNothing) {
  EXPECT_EQ(owners("num_tokens=5,num_slots_given=2,num_slots=5,slots=tail"),
            Owners({kUntouched, kUntouched, kUntouched, 1, 0}));
  EXPECT_EQ(owners("num_tokens=2,num_slots_given=0,num_slots=2"), Owners({kUntouched, kUntouched}));
}

TEST(CacheModel, TheSlotOfATokenWithABadPositionMayHoldAnything) {
  EXPECT_EQ(owners("num_tokens=2,num_slots=3,slots=iota:0,bad_positions=1000"),
            Owners({kUnspecified, kUnspecified, kUntouched}));
  const Case c = case_of("rkv1:num_tokens=3,slots=iota:0");
  Inputs in = materialise(c);
  in.positions[1] = c.max_position;
  EXPECT_EQ(slot_owners(c, in), Owners({0, kUnspecified, 2}));
  in.positions[1] = c.max_position - 1;
  EXPECT_EQ(slot_owners(c, in), Owners({0, 1, 2}));
  in.slot_mapping[1] = -1;
  in.positions[1] = -1;
  EXPECT_EQ(slot_owners(c, in), Owners({0, kUntouched, 2})) << "no slot, so nothing to specify";
}

}  // namespace
}  // namespace ropekv
