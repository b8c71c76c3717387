#include "fuzz/stats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ropekv {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Judgement passed(uint64_t output) {
  Judgement judgement;
  judgement.elements_checked = 10;
  judgement.bytes_checked = 100;
  judgement.numeric.computed = 8;
  judgement.numeric.pinned = 6;
  judgement.numeric.ulp_histogram = {7, 1, 0, 0, 0};
  judgement.output_digest = {output, 0};
  return judgement;
}

Judgement of(Verdict verdict) {
  Judgement judgement;
  judgement.verdict = verdict;
  return judgement;
}

TEST(Stats, PrintsOneLineForEachName) {
  Stats stats;
  Case c;
  c.dtype = DType::kBF16;
  stats.add(0, c, "a", passed(1));
  stats.add(1, c, "b", of(Verdict::kUnsupported));
  stats.add(2, c, "c", of(Verdict::kFailed));
  const auto lines = stat_lines(stats, "[0,3)");
  EXPECT_THAT(lines, Contains("stat::cases_executed: 2"));
  EXPECT_THAT(lines, Contains("stat::cases_passed: 1"));
  EXPECT_THAT(lines, Contains("stat::cases_failed: 1"));
  EXPECT_THAT(lines, Contains("stat::cases_unsupported: 1"));
  EXPECT_THAT(lines, Contains("stat::elements_checked: 10"));
  EXPECT_THAT(lines, Contains("stat::bytes_checked: 100"));
  EXPECT_THAT(lines, Contains("stat::pinned_percent_bf16: 75.0000"));
  EXPECT_THAT(lines, Contains("stat::ulp_histogram_bf16: 0:7 1:1 2:0 3:0 4+:0"));
  EXPECT_THAT(lines, Not(Contains(HasSubstr("_f32"))));
  for (const auto& line : lines) EXPECT_THAT(line, StartsWith("stat::"));
}

TEST(Stats, KeepsFp8CachesApart) {
  Stats stats;
  Case c;
  c.cache_dtype = CacheDType::kE5M2;
  Judgement judgement = passed(1);
  judgement.cache_numeric.computed = 4;
  judgement.cache_numeric.pinned = 1;
  stats.add(0, c, "a", judgement);
  const auto lines = stat_lines(stats, "[0,1)");
  EXPECT_THAT(lines, Contains("stat::pinned_percent_e5m2: 25.0000"));
  EXPECT_THAT(lines, Contains("stat::pinned_percent_f32: 75.0000"));
  EXPECT_THAT(lines, Not(Contains(HasSubstr("e4m3"))));
}

TEST(Stats, DigestsDoNotDependOnTheOrder) {
  Stats forward, backward;
  for (uint64_t k = 0; k < 10; ++k) {
    forward.add(k, Case{}, "line", passed(k));
    backward.add(9 - k, Case{}, "line", passed(9 - k));
  }
  EXPECT_EQ(forward.digest, backward.digest);
  EXPECT_EQ(forward.output_digest, backward.output_digest);
}

TEST(Stats, DigestsTellIndexLineVerdictAndOutputApart) {
  const auto digest = [](uint64_t k, std::string_view line, Verdict verdict) {
    Stats stats;
    stats.add(k, Case{}, line, of(verdict));
    return digest_text(stats.digest);
  };
  const std::string base = digest(1, "a", Verdict::kPassed);
  EXPECT_EQ(base.size(), 32u);
  EXPECT_NE(base, digest(2, "a", Verdict::kPassed));
  EXPECT_NE(base, digest(1, "b", Verdict::kPassed));
  EXPECT_NE(base, digest(1, "a", Verdict::kFailed));
  Stats one, other;
  one.add(1, Case{}, "a", passed(1));
  other.add(1, Case{}, "a", passed(2));
  EXPECT_EQ(one.digest, other.digest);
  EXPECT_NE(one.output_digest, other.output_digest);
}

// Part of what other machines compare with: it may never change.
TEST(Stats, DigestIsPinned) {
  Stats stats;
  stats.add(0, Case{}, "rkv1:sum=5cf7321f", passed(1));
  EXPECT_EQ(digest_text(stats.digest), "27fd0c809c538c5a3e2e2d781b744aa5");
  EXPECT_EQ(digest_text(stats.output_digest), "79f0f83396ae6a9dc7b9d18764dec95d");
}

}  // namespace
}  // namespace ropekv
