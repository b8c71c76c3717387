// Nothing is forgotten on the way: every field of what workers say comes back, and adds up.
//
// The structured bindings name all fields there are: whoever adds one is stopped by the compiler
// here, and then by the comparison if operator+= or the JSON forget it.
#include "fuzz/value_json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ropekv {
namespace {

NumericStats numeric_of(int64_t start) {
  NumericStats numeric;
  auto& [computed, pinned, finite, ulps] = numeric;
  computed = start + 1;
  pinned = start + 2;
  finite = start + 3;
  for (auto& bin : ulps) bin = ++start + 3;
  return numeric;
}

// All the sums, as text, so that nothing is lost in a type.
std::vector<std::string> sums_of(const Stats& stats) {
  std::vector<std::string> sums;
  const auto put = [&](const auto& value) { sums.push_back(std::to_string(value)); };
  const auto& [verdicts, by_pin, quarantined, compared, findings, elements, bytes, numeric,
               in_cache, canaries, digest, outputs, seconds, rate] = stats;
  const auto& [due, run, missed] = canaries;
  put(due), put(run), put(missed);
  for (const uint64_t count : verdicts) put(count);
  put(by_pin), put(quarantined), put(compared), put(elements), put(bytes), put(seconds);
  const auto put_numeric = [&](const NumericStats& of_type) {
    const auto& [computed, pinned, finite, ulps] = of_type;
    put(computed), put(pinned), put(finite);
    for (const auto bin : ulps) put(bin);
  };
  for (const NumericStats& of_type : numeric) put_numeric(of_type);
  for (const NumericStats& of_type : in_cache) put_numeric(of_type);
  for (const Sum128& sum : {digest, outputs}) put(sum.low), put(sum.high);
  // Of a whole campaign, and no sum of its blocks.
  (void)findings, (void)rate;
  return sums;
}

Stats full_stats(uint64_t start) {
  Stats stats;
  for (uint64_t& count : stats.verdicts) count = ++start;
  stats.refused_by_pin = ++start;
  stats.quarantined = ++start;
  stats.compared = ++start;
  stats.elements_checked = static_cast<int64_t>(++start);
  stats.bytes_checked = static_cast<int64_t>(++start);
  for (NumericStats& of_type : stats.numeric)
    of_type = numeric_of(static_cast<int64_t>(start += 9));
  for (NumericStats& of_type : stats.in_cache) {
    of_type = numeric_of(static_cast<int64_t>(start += 9));
  }
  stats.canaries = {++start, ++start, ++start};
  stats.digest = {++start, ++start};
  stats.output_digest = {++start, ++start};
  stats.seconds = static_cast<double>(++start);
  return stats;
}

TEST(ValueJson, KeepsEveryFieldOfABlocksStats) {
  BlockResult result;
  result.stats = full_stats(1000);
  const auto sums = sums_of(result.stats);
  EXPECT_EQ(std::ranges::count(sums, "0"), 0) << "what is zero would not be missed";
  EXPECT_EQ(sums_of(block_result_from(to_json(result)).stats), sums);
}

TEST(ValueJson, StatsAddUpFieldByField) {
  Stats sum = full_stats(1000);
  sum += full_stats(5000);
  const auto a = sums_of(full_stats(1000)), b = sums_of(full_stats(5000)), both = sums_of(sum);
  for (size_t i = 0; i < both.size(); ++i) {
    EXPECT_EQ(std::stod(both[i]), std::stod(a[i]) + std::stod(b[i])) << "the " << i << "th";
  }
}

TEST(ValueJson, KeepsTheRestOfABlock) {
  BlockResult result;
  result.add(7, Case{}, "line 7", {}, "");
  Judgement failed;
  failed.verdict = Verdict::kFailed;
  failed.launch_milliseconds = 3;
  result.add(9, Case{}, "line 9", failed, "k|p|cache");
  const Canary& canary = all_canaries()[0];
  result.add_canary(9, "line 9", canary, {});
  const BlockResult again = block_result_from(to_json(result));
  const auto& [stats, coverage, slowest, failures, missed_canaries] = again;
  EXPECT_EQ(coverage.counters(), result.coverage.counters());
  ASSERT_EQ(slowest.size(), 2u);
  EXPECT_EQ(slowest[0].case_idx, 9u);
  EXPECT_EQ(slowest[0].line, "line 9");
  EXPECT_EQ(slowest[0].milliseconds, 3);
  EXPECT_EQ(slowest[1].case_idx, 7u);
  ASSERT_EQ(failures.size(), 1u);
  const auto& [num_cases, first_idx, first_line] = failures.at("k|p|cache");
  EXPECT_EQ(num_cases, 1u);
  EXPECT_EQ(first_idx, 9u);
  EXPECT_EQ(first_line, "line 9");
  ASSERT_EQ(missed_canaries.size(), 1u);
  const auto& [missed_idx, missed_line, kernel, property] = missed_canaries[0];
  EXPECT_EQ(missed_idx, 9u);
  EXPECT_EQ(missed_line, "line 9");
  EXPECT_EQ(kernel, canary.kernel.name);
  EXPECT_EQ(property, canary.property);
  EXPECT_EQ(sums_of(stats), sums_of(result.stats));
}

// As campaigns wrote them that had no canaries.
TEST(ValueJson, ABlockWithoutCanariesHadNone) {
  BlockResult result;
  result.stats = full_stats(1000);
  Json json = to_json(result);
  json.at("stats").erase("canaries");
  json.erase("missed_canaries");
  const BlockResult again = block_result_from(json);
  EXPECT_EQ(again.stats.canaries.due + again.stats.canaries.run + again.stats.canaries.missed, 0u);
  EXPECT_TRUE(again.missed_canaries.empty());
  EXPECT_EQ(again.stats.digest, result.stats.digest);
}

TEST(ValueJson, KeepsWhatCoverageCounted) {
  CoverageCount count(SizeClass::kSmall);
  Case c;
  count.add(c, true);
  c.style = RopeStyle::kInterleaved;
  count.add(c, false);
  const CoverageCount again = CoverageCount::from_counters(count.counters());
  EXPECT_EQ(again.counters(), count.counters());
  EXPECT_EQ(again.num_hit(), count.num_hit());
  EXPECT_EQ(again.num_pairs_hit(), count.num_pairs_hit());
  EXPECT_EQ(again.empty_buckets(), count.empty_buckets());
  EXPECT_EQ(again.unsupported_buckets(), count.unsupported_buckets());
  EXPECT_EQ(again.num_buckets(), count.num_buckets()) << "the size class";
}

TEST(ValueJson, KeepsAFinding) {
  FindingRecord record;
  record.signature = "a", record.headline = "b", record.verdict = Verdict::kHung;
  record.case_idx = 3, record.line = "d", record.minimal_line = "e";
  record.replays = 6, record.replays_failed = 7, record.explanation = "g", record.page = "h\ni";
  record.shows = {"m", "n"};
  record.replay = "j", record.file_name = "k", record.file_text = "l";
  EXPECT_EQ(finding_record_from(to_json(record)), record);
  const Observation observation{"s", 3, "died", {"a", "b"}, 3, 2};
  EXPECT_EQ(to_json(observation_from(to_json(observation))), to_json(observation));
}

// A worker whose memory a kernel overwrote may say anything.
TEST(ValueJson, AVerdictThatThereIsNotIsRefused) {
  Json json = to_json(Judgement{});
  for (const int number : {-1, static_cast<int>(kNumVerdicts), 1 << 30}) {
    json["verdict"] = number;
    EXPECT_THROW(judgement_from(json), Json::exception) << number;
  }
}

}  // namespace
}  // namespace ropekv
