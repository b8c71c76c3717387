#include "reference/cache_model.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::case_of;
using List = std::vector<int64_t>;

constexpr int64_t kUntouched = -1;
constexpr int64_t kUnspecified = -2;

// [num_slots]: the first token of each slot, or one of the above.
List owners(const Case& c, const Inputs& in) {
  const CacheModel model = model_cache(c, in);
  const auto is_in_pool = [&](int64_t slot) { return slot >= 0 && slot < c.num_slots; };
  EXPECT_TRUE(std::ranges::all_of(model.owned, is_in_pool, &OwnedSlot::slot));
  EXPECT_TRUE(std::ranges::all_of(model.unspecified, is_in_pool));
  List found(c.num_slots, kUntouched);
  for (int64_t slot = 0; slot < c.num_slots; ++slot) {
    const OwnedSlot* owned = model.find(slot);
    EXPECT_FALSE(owned && model.is_unspecified(slot));
    if (owned) found[slot] = owned->first_token;
    if (model.is_unspecified(slot)) found[slot] = kUnspecified;
  }
  return found;
}

List owners(const std::string& keys) {
  const Case c = case_of("rkv1:" + keys);
  return owners(c, materialise(c));
}

// All tokens of a slot, in the order of the chain.
List tokens_of(const CacheModel& model, int64_t slot) {
  List tokens;
  const OwnedSlot* owned = model.find(slot);
  for (int64_t t = owned ? owned->first_token : -1; t != -1;) {
    tokens.push_back(t);
    t = model.has_duplicates() ? model.next_token[t] : -1;
  }
  return tokens;
}

TEST(CacheModel, ASlotThatATokenNamesHoldsItsRowAndTheOthersAreUntouched) {
  EXPECT_EQ(owners("num_tokens=2,num_slots=4,slots=iota:1"), List({kUntouched, 0, 1, kUntouched}));
  EXPECT_EQ(owners("num_tokens=0,num_slots=2"), List({kUntouched, kUntouched}));
}

TEST(CacheModel, WithoutACacheItIsEmpty) {
  const Case c = case_of("rkv1:num_tokens=3,cache=none");
  const CacheModel model = model_cache(c, materialise(c));
  EXPECT_TRUE(model.owned.empty() && model.unspecified.empty() && model.next_token.empty());
}

TEST(CacheModel, ATokenWithoutASlotWritesNothing) {
  for (const std::string value : {"minus_one", "past_end", "lowest"}) {
    EXPECT_EQ(owners("num_tokens=4,slots=iota:0,holes=every:2,hole_value=" + value),
              List({0, kUntouched, 2, kUntouched}));
    EXPECT_EQ(owners("num_tokens=4,num_slots=2,slots=iota:0,hole_value=" + value), List({0, 1}));
  }
  // With a reserved slot -1 is not the number that means none.
  EXPECT_EQ(owners("num_tokens=3,num_slots=5,slots=list:0+-1+2,reserved_slot=4"),
            List({0, kUntouched, 2, kUntouched, kUnspecified}));
  EXPECT_EQ(owners("num_tokens=3,slots=list:2+3+-9"), List({kUntouched, kUntouched, 0}));
}

// vLLM pads a batch for CUDA graphs and gives fewer slots than tokens.
TEST(CacheModel, TokensPastTheEndOfSlotMappingWriteNothing) {
  EXPECT_EQ(owners("num_tokens=5,num_slots_given=2,num_slots=5,slots=tail"),
            List({kUntouched, kUntouched, kUntouched, 1, 0}));
  EXPECT_EQ(owners("num_tokens=2,num_slots_given=0,num_slots=2"), List({kUntouched, kUntouched}));
}

TEST(CacheModel, TheSlotOfATokenWithABadPositionMayHoldAnything) {
  EXPECT_EQ(owners("num_tokens=2,num_slots=3,slots=iota:0,bad_positions=1000"),
            List({kUnspecified, kUnspecified, kUntouched}));
  const Case c = case_of("rkv1:num_tokens=3,slots=iota:0");
  Inputs in = materialise(c);
  in.positions[1] = c.max_position;
  EXPECT_EQ(owners(c, in), List({0, kUnspecified, 2}));
  in.positions[1] = c.max_position - 1;
  EXPECT_EQ(owners(c, in), List({0, 1, 2}));
  in.slot_mapping[1] = -1;
  in.positions[1] = -1;
  EXPECT_EQ(owners(c, in), List({0, kUntouched, 2})) << "no slot, so nothing to specify";
}

TEST(CacheModel, TheReservedSlotMayHoldAnythingWhoeverNamesIt) {
  EXPECT_EQ(owners("num_tokens=3,num_slots=5,slots=iota:1,reserved_slot=2"),
            List({kUntouched, 0, kUnspecified, 2, kUntouched}));
  EXPECT_EQ(owners("num_tokens=1,num_slots=2,slots=iota:0,reserved_slot=1"),
            List({0, kUnspecified}));
  EXPECT_EQ(owners("num_tokens=4,slots=iota:0,holes=tail:2,hole_value=reserved,reserved_slot=3"),
            List({0, 1, kUntouched, kUnspecified}));
}

TEST(CacheModel, TokensOfOneSlotFormAChainInTheirOrder) {
  const Case c = case_of("rkv1:num_tokens=7,num_slots=5,slots=list:3+1+3+-1+1+3+4");
  const CacheModel model = model_cache(c, materialise(c));
  ASSERT_TRUE(model.has_duplicates());
  EXPECT_EQ(std::ssize(model.next_token), 7);
  EXPECT_EQ(tokens_of(model, 3), List({0, 2, 5}));
  EXPECT_EQ(tokens_of(model, 1), List({1, 4}));
  EXPECT_EQ(tokens_of(model, 4), List({6}));
  EXPECT_EQ(tokens_of(model, 0), List());
  const Case apart = case_of("rkv1:num_tokens=7,slots=tail");
  EXPECT_FALSE(model_cache(apart, materialise(apart)).has_duplicates());
}

TEST(CacheModel, OneBadPositionAmongTheTokensOfASlotIsEnough) {
  const Case c = case_of("rkv1:num_tokens=4,num_slots=3,slots=list:0x2+2x2");
  Inputs in = materialise(c);
  in.positions[1] = -1;
  EXPECT_EQ(owners(c, in), List({kUnspecified, kUntouched, 2}));
  EXPECT_EQ(tokens_of(model_cache(c, in), 2), List({2, 3}));
}

TEST(CacheModel, ListsAreInTheOrderOfSlotsAndAsLongAsTheTokensNotThePool) {
  const Case c = case_of("rkv1:num_tokens=90,num_slots=4000000000,bad_positions=300");
  const CacheModel model = model_cache(c, materialise(c));
  EXPECT_EQ(model.owned.size() + model.unspecified.size(), 90u);
  EXPECT_TRUE(std::ranges::is_sorted(model.owned, {}, &OwnedSlot::slot));
  EXPECT_TRUE(std::ranges::is_sorted(model.unspecified));
}

}  // namespace
}  // namespace ropekv
