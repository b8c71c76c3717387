// What counts coverage counts each case once, tells made from launched, and adds up: a campaign
// that reached too little must not be content with itself.
#include "fuzz/coverage_count.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ropekv {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<std::string_view> buckets_of(const Case& c) {
  std::vector<std::string_view> names;
  for (const Bucket& bucket : all_buckets()) {
    if (bucket.contains(c)) names.push_back(bucket.name);
  }
  return names;
}

CoverageCount count_of(const Case& c, int made, int launched) {
  CoverageCount count(SizeClass::kSmall);
  for (int i = 0; i < made; ++i) count.add(c, i < launched);
  return count;
}

// Of [size, made by bucket, hits by bucket, pairs].
std::vector<uint64_t> made_by_bucket(const CoverageCount& count) {
  const std::vector<uint64_t> all = count.counters();
  return {all.begin() + 1, all.begin() + 1 + std::ssize(all_buckets())};
}
std::vector<uint64_t> hits_by_bucket(const CoverageCount& count) {
  const std::vector<uint64_t> all = count.counters();
  const auto begin = all.begin() + 1 + std::ssize(all_buckets());
  return {begin, begin + std::ssize(all_buckets())};
}

std::vector<uint64_t> times_in_each(const Case& c, uint64_t times) {
  std::vector<uint64_t> counts;
  for (const Bucket& bucket : all_buckets()) counts.push_back(bucket.contains(c) ? times : 0);
  return counts;
}

TEST(CoverageCount, CountsEachCaseOnceInEachOfItsBuckets) {
  const Case c;
  EXPECT_THAT(buckets_of(c), Not(SizeIs(0)));
  EXPECT_EQ(made_by_bucket(count_of(c, 3, 3)), times_in_each(c, 3));
  EXPECT_EQ(hits_by_bucket(count_of(c, 3, 3)), times_in_each(c, 3));
}

TEST(CoverageCount, TellsMadeFromLaunched) {
  const Case c;
  const CoverageCount none = count_of(c, 3, 0);
  EXPECT_EQ(made_by_bucket(none), times_in_each(c, 3));
  EXPECT_THAT(hits_by_bucket(none), Each(0u));
  EXPECT_EQ(none.num_hit(), 0u);
  EXPECT_EQ(none.num_pairs_hit(), 0u);
  EXPECT_EQ(none.unsupported_buckets(), buckets_of(c));
  const CoverageCount one = count_of(c, 3, 1);
  EXPECT_EQ(hits_by_bucket(one), times_in_each(c, 1));
  EXPECT_EQ(one.num_hit(), buckets_of(c).size());
  EXPECT_GT(one.num_pairs_hit(), 0u);
  EXPECT_THAT(one.unsupported_buckets(), SizeIs(0));
}

TEST(CoverageCount, AddsUp) {
  Case other;
  other.style = RopeStyle::kInterleaved;
  other.num_tokens = 2;
  CoverageCount together = count_of(Case{}, 2, 1);
  for (int i = 0; i < 3; ++i) together.add(other, true);
  CoverageCount sum = count_of(Case{}, 2, 1);
  sum += count_of(other, 3, 3);
  EXPECT_EQ(sum.counters(), together.counters());
  CoverageCount fresh(SizeClass::kDefault);
  fresh += sum;
  EXPECT_EQ(fresh.counters(), sum.counters()) << "what has counted nothing takes the other's size";
}

TEST(CoverageCount, IsTheSameBehindAStore) {
  const CoverageCount count = count_of(Case{}, 5, 4);
  EXPECT_EQ(CoverageCount::from_counters(count.counters()).counters(), count.counters());
}

TEST(CoverageCount, RequiresAsManyCasesAsItSays) {
  const Case c;
  const auto missing = [&](int made) { return count_of(c, made, made).buckets_below_required(); };
  const std::vector<std::string_view> nothing_made = missing(0);
  EXPECT_EQ(nothing_made, CoverageCount(SizeClass::kSmall).empty_buckets());
  EXPECT_THAT(nothing_made, IsSupersetOf(buckets_of(c)));
  // The choices of a case are wanted twice.
  EXPECT_THAT(missing(1), Contains("style=neox"));
  EXPECT_THAT(missing(2), Not(Contains("style=neox")));
  EXPECT_THAT(missing(2), Contains("style=interleaved"));
  EXPECT_EQ(missing(2).size() + buckets_of(c).size(), nothing_made.size());
}

}  // namespace
}  // namespace ropekv
