#include "properties/case_gen.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "properties/dimensions.h"
#include "properties/gen/vector_rows.h"
#include "reference/case_text.h"
#include "reference/hash.h"
#include "reference/layout.h"

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
  for (const SizeClass size : kSizes) {
    for (uint64_t k = 0; k < 1000; ++k) {
      const Case c = campaign_case(5, k, size);
      std::string error;
      const auto parsed = parse_case(print_case(c), &error);
      ASSERT_TRUE(parsed) << error;
      ASSERT_EQ(*parsed, c);
      ASSERT_EQ(print_case(*parsed), print_case(c));
    }
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
  EXPECT_EQ(hash, 18015641823861467839u);
}

double percent_of(uint64_t num_cases, SizeClass size, bool (*holds)(const Case&)) {
  uint64_t count = 0;
  for (uint64_t k = 0; k < num_cases; ++k) count += holds(campaign_case(11, k, size)) ? 1 : 0;
  return 100.0 * static_cast<double>(count) / static_cast<double>(num_cases);
}

TEST(CampaignCase, IsRarelyLong) {
  const double percent = percent_of(4000, SizeClass::kDefault, [](const Case& c) {
    return c.num_tokens > 60000 || c.num_slots > 65536 || c.max_position > 65536;
  });
  EXPECT_GT(percent, 1);
  EXPECT_LT(percent, 6);
}

TEST(CampaignCase, LiesAgainstAFenceOften) {
  const double percent = percent_of(2000, SizeClass::kDefault,
                                    [](const Case& c) { return c.memory != Memory::kGuarded; });
  EXPECT_GT(percent, 15);
  const double with_vectors = percent_of(2000, SizeClass::kDefault, [](const Case& c) {
    return c.memory != Memory::kGuarded && gen_parts::has_vector_rows(c);
  });
  EXPECT_GT(with_vectors, percent / 3) << "the vector path must be the one that is fenced";
}

int64_t most_elements(const Case& c, bool of_pools) {
  const Layout layout = make_layout(c);
  int64_t most = 0;
  for (const Region& region : layout.regions) {
    const Tensor first = region.views[0].tensor;
    const bool is_pool = first == Tensor::kKBuffer || first == Tensor::kVBuffer;
    if (is_pool == of_pools) most = std::max(most, region.num_elements);
  }
  return most;
}

TEST(HugeCase, ReachesPastTwoToThe31) {
  constexpr int64_t kTwo31 = int64_t{1} << 31;
  const double pools = percent_of(500, SizeClass::kHuge,
                                  [](const Case& c) { return most_elements(c, true) > kTwo31; });
  EXPECT_GT(pools, 25);
  const double rows = percent_of(500, SizeClass::kHuge,
                                 [](const Case& c) { return most_elements(c, false) > kTwo31; });
  EXPECT_GT(rows, 5);
}

TEST(HugeCase, IsSeenByTheCoverage) {
  std::set<std::string> seen;
  std::vector<uint16_t> choices;
  for (uint64_t k = 0; k < 100; ++k) {
    find_choices(campaign_case(2, k, SizeClass::kHuge), &choices);
    for (const uint16_t choice : choices) seen.insert(all_choices()[choice].name());
  }
  EXPECT_TRUE(seen.contains("span=pool past 2^31 elements"));
  EXPECT_TRUE(seen.contains("span=rows past 2^31 elements"));
}

TEST(HugeCase, HasFewTokensAndSlotsThatCanBeKeptTrackOf) {
  for (uint64_t k = 0; k < 500; ++k) {
    const Case c = campaign_case(2, k, SizeClass::kHuge);
    EXPECT_LT(c.num_slots, int64_t{18} << 20) << print_case(c);
    EXPECT_LT(make_layout(c).total_bytes(), int64_t{24} << 30) << print_case(c);
    EXPECT_TRUE(c.num_tokens <= 300 || c.num_slots < 1 << 20) << print_case(c);
  }
}

}  // namespace
}  // namespace ropekv
