// What a history of launches looks like, whatever the seed: legal batches, nothing depends on the
// number of steps, and all that can happen to requests does happen.
#include <gtest/gtest.h>

#include <set>

#include "properties/serving.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

Case serving_case(uint64_t seed) {
  Case c;
  c.num_tokens = c.num_slots_given = 1 + static_cast<int64_t>(seed * 7 % 40);
  c.page_size = int64_t{1} << seed % 5;
  c.num_slots = c.page_size * (2 + static_cast<int64_t>(seed % 13));
  c.max_position = 3 + static_cast<int64_t>(seed * 11 % 200);
  if (seed % 3 == 0) c.reserved_slot = static_cast<int64_t>(seed) % c.num_slots;
  c.scenario = {ScenarioKind::kServing, seed, 60};
  return c;
}

bool is_padding(const Case& c, const Batch& batch, int64_t token) {
  if (token >= std::ssize(batch.slot_mapping)) return true;
  const int64_t slot = batch.slot_mapping[token];
  return slot < 0 || slot >= c.num_slots || slot == c.reserved_slot;
}

TEST(History, MakesLegalBatches) {
  for (uint64_t seed = 0; seed < 400; ++seed) {
    const Case c = serving_case(seed);
    History history(c);
    for (int64_t i = 0; i < 60; ++i) {
      const HistoryStep step = history.next();
      const Batch& batch = step.batch;
      ASSERT_EQ(step.step_idx, i);
      ASSERT_LE(batch.num_tokens(), c.num_tokens);
      ASSERT_LE(std::ssize(batch.slot_mapping), batch.num_tokens());
      ASSERT_EQ(batch.num_prefill + batch.num_decode + batch.num_padded, batch.num_tokens());
      std::set<int64_t> slots;
      for (int64_t t = 0; t < batch.num_tokens(); ++t) {
        ASSERT_GE(batch.positions[t], 0);
        ASSERT_LT(batch.positions[t], c.max_position);
        ASSERT_EQ(is_padding(c, batch, t), t >= batch.num_tokens() - batch.num_padded);
        if (is_padding(c, batch, t)) continue;
        ASSERT_TRUE(slots.insert(batch.slot_mapping[t]).second) << step_name(step) << " twice";
      }
    }
  }
}

TEST(History, DoesNotDependOnTheNumberOfSteps) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    Case shorter = serving_case(seed);
    shorter.scenario.steps = 1;
    History one(shorter), other(serving_case(seed));
    for (int i = 0; i < 60; ++i) {
      const HistoryStep a = one.next();
      const HistoryStep b = other.next();
      ASSERT_EQ(a.batch.positions, b.batch.positions);
      ASSERT_EQ(a.batch.slot_mapping, b.batch.slot_mapping);
      ASSERT_EQ(a.data_seed, b.data_seed);
    }
  }
}

// Old lines replay for ever: a change here changes what serving lines mean.
TEST(History, IsTheSameForEver) {
  uint64_t hash = 0;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    History history(serving_case(seed));
    for (int i = 0; i < 60; ++i) {
      const HistoryStep step = history.next();
      for (const int64_t position : step.batch.positions) hash = mix64(hash ^ position);
      for (const int64_t slot : step.batch.slot_mapping) hash = mix64(hash ^ slot);
      hash = mix64(hash ^ step.data_seed);
    }
  }
  EXPECT_EQ(hash, 8124117046838394168u);
}

TEST(History, ContainsAllThatHappensToRequests) {
  int64_t prefill = 0, decode = 0, mixed = 0, padded = 0, left_out = 0, reserved = 0, shared = 0;
  int64_t rewritten = 0, full = 0;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const Case c = serving_case(seed);
    History history(c);
    std::set<int64_t> written;
    for (int i = 0; i < 60; ++i) {
      const HistoryStep step = history.next();
      const Batch& batch = step.batch;
      prefill += batch.num_prefill;
      decode += batch.num_decode;
      mixed += batch.num_prefill > 0 && batch.num_decode > 0;
      padded += batch.num_padded;
      left_out += std::ssize(batch.slot_mapping) < batch.num_tokens();
      full += history.engine().pool().num_free() == 0;
      for (const int64_t slot : batch.slot_mapping) {
        reserved += slot >= 0 && slot == c.reserved_slot;
        rewritten += slot >= 0 && slot < c.num_slots && !written.insert(slot).second;
      }
      for (int64_t page = 0; page < c.num_slots / c.page_size; ++page) {
        shared += history.engine().pool().num_holders(page) > 1;
      }
    }
  }
  for (const int64_t count :
       {prefill, decode, mixed, padded, left_out, reserved, shared, rewritten, full}) {
    EXPECT_GT(count, 100);
  }
}

}  // namespace
}  // namespace ropekv
