#include "properties/case_gen.h"

#include <gtest/gtest.h>

#include <set>

#include "properties/coverage.h"
#include "reference/case_text.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

constexpr SizeClass kSizes[] = {SizeClass::kSmall, SizeClass::kDefault, SizeClass::kLarge,
                                SizeClass::kHuge};

TEST(CampaignCase, IsLegalAndWithinItsSizeClass) {
  for (const SizeClass size : kSizes) {
    for (uint64_t k = 0; k < 2000; ++k) {
      const Case c = campaign_case(3, k, size);
      ASSERT_EQ(why_not_legal(c), "") << print_case(c);
      ASSERT_EQ(why_refused(c, size), "") << print_case(c);
    }
  }
}

TEST(CampaignCase, PrintsALineThatParsesBack) {
  for (uint64_t k = 0; k < 2000; ++k) {
    const Case c = campaign_case(5, k, SizeClass::kDefault);
    std::string error;
    const auto parsed = parse_case(print_case(c), &error);
    ASSERT_TRUE(parsed) << error;
    ASSERT_EQ(*parsed, c);
    ASSERT_EQ(print_case(*parsed), print_case(c));
  }
}

TEST(CampaignCase, DependsOnSeedAndIndexAlone) {
  std::set<std::string> lines;
  for (uint64_t k = 0; k < 100; ++k) {
    lines.insert(print_case(campaign_case(1, k, SizeClass::kDefault)));
    EXPECT_EQ(campaign_case(1, k, SizeClass::kDefault), campaign_case(1, k, SizeClass::kDefault));
  }
  EXPECT_GT(lines.size(), 95u);
  EXPECT_NE(campaign_case(1, 7, SizeClass::kDefault), campaign_case(2, 7, SizeClass::kDefault));
}

// Campaigns of one build are compared with those of another (shards, bisection): a change of the
// generator is allowed, but never by accident. Another compiler must give this very hash.
TEST(CampaignCase, StaysTheSameOnEveryCompiler) {
  uint64_t hash = 0;
  for (uint64_t k = 0; k < 500; ++k) {
    hash = mix64(hash ^ fnv1a64(print_case(campaign_case(1, k, SizeClass::kDefault))));
  }
  EXPECT_EQ(hash, 889698303469493000u);
}

TEST(Coverage, IsCompleteAfterTwoThousandCases) {
  std::set<std::string_view> empty;
  for (const Bucket& bucket : all_buckets()) empty.insert(bucket.name);
  for (uint64_t k = 0; k < 2000; ++k) {
    const Case c = campaign_case(1, k, SizeClass::kDefault);
    for (const Bucket& bucket : all_buckets()) {
      if (bucket.contains(c)) empty.erase(bucket.name);
    }
  }
  for (const std::string_view name : empty) ADD_FAILURE() << "bucket is empty: " << name;
}

}  // namespace
}  // namespace ropekv
