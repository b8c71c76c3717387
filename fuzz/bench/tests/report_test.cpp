#include <gtest/gtest.h>

#include "fuzz/bench/cell_presets.h"
#include "fuzz/bench/ratios.h"
#include "fuzz/bench/report_json.h"
#include "fuzz/bench/table.h"
#include "fuzz/bench/working_sets.h"

namespace ropekv {
namespace {

Timing timing(const std::string& name, ContenderRole role, double us) {
  Timing timing;
  timing.name = name;
  timing.role = role;
  timing.us = {us, us * 0.9, us * 0.95, us * 1.05, us * 1.5};
  timing.host_ns = 2100.5;
  timing.launches = 40;
  return timing;
}

// Cells of the preset `anchors`: the kernel takes factor times what its floor takes.
CellReport cell_report(size_t anchor, double factor) {
  CellReport report;
  report.cell = find_cell_preset("anchors")->cells(true)[anchor];
  report.judge_seconds = 0.25;
  report.bytes = 1 << 20;
  report.num_sets = 4;
  report.timings = {timing("production", ContenderRole::kKernel, 10 * factor),
                    timing("floor", ContenderRole::kFloor, 10),
                    timing("copy_one", ContenderRole::kCopy, 9),
                    timing("copy_four", ContenderRole::kCopy, 8),
                    timing("empty", ContenderRole::kEmpty, 1),
                    timing("unfused", ContenderRole::kUnfused, 15)};
  return report;
}

BenchReport report_of(double small_factor, double large_factor) {
  BenchReport report;
  report.device = "NVIDIA H100";
  report.l2_bytes = 50 << 20;
  report.rounds = 15;
  report.date = "2026-01-01T00:00:00Z";
  report.build = "0123456789abcdef";
  report.command = {"ropekv", "bench"};
  report.cells = {cell_report(0, small_factor), cell_report(7, large_factor)};
  return report;
}

const RatioSummary& over(const std::vector<RatioSummary>& summaries, std::string_view what) {
  for (const RatioSummary& summary : summaries) {
    if (summary.over == what) return summary;
  }
  throw std::runtime_error("no such ratio: " + std::string(what));
}

TEST(Spread, IsMedianQuartilesAndEnds) {
  EXPECT_EQ(spread_of({4, 1, 3, 2, 5}), (Spread{3, 1, 2, 4, 5}));
  EXPECT_EQ(spread_of({1, 2}), (Spread{1.5, 1, 1.25, 1.75, 2}));
  EXPECT_EQ(spread_of({7}), (Spread{7, 7, 7, 7, 7}));
  EXPECT_THROW(spread_of({}), std::invalid_argument);
}

TEST(GeometricMean, IsThatOfTheFactors) {
  EXPECT_DOUBLE_EQ(geometric_mean(std::vector<double>{2, 8}), 4);
  EXPECT_DOUBLE_EQ(geometric_mean(std::vector<double>{5}), 5);
  EXPECT_THROW(geometric_mean({}), std::invalid_argument);
}

TEST(Ratios, TakeTheFasterCopyAndTellLargeCellsApart) {
  const auto summaries = summarise(ratio_rows(report_of(1.0, 2.0), nullptr));
  EXPECT_NEAR(over(summaries, "floor").mean, std::sqrt(2.0), 1e-12);
  EXPECT_EQ(over(summaries, "floor").count, 2U);
  EXPECT_NEAR(over(summaries, "floor").mean_large, 2, 1e-12);
  EXPECT_EQ(over(summaries, "floor").count_large, 1U);
  EXPECT_NEAR(over(summaries, "floor").worst, 2, 1e-12);
  EXPECT_EQ(over(summaries, "floor").worst_cell, "anchors/32_8_64_neox/t65536/pdl");
  EXPECT_NEAR(over(summaries, "copy").worst, 20 / 8.0, 1e-12);
  EXPECT_NEAR(over(summaries, "unfused").worst, 20 / 15.0, 1e-12);
}

// The first anchor: the better peer took 1.04 us where a copy took 0.92; ours takes 8.
TEST(Ratios, CarryAPeersFigureByTheRatioOfTheCopies) {
  const auto rows = ratio_rows(report_of(1.0, 1.0), nullptr);
  ASSERT_TRUE(rows[0].to_peer);
  EXPECT_NEAR(*rows[0].to_peer, 10 / (1.04 * 8 / 0.92), 1e-12);
}

TEST(Ratios, CompareWithTheSameCaseAndKernelOfTheBaseline) {
  const BenchReport baseline = report_of(1.0, 1.0);
  const auto summaries = summarise(ratio_rows(report_of(1.0, 1.21), &baseline));
  EXPECT_NEAR(over(summaries, "baseline").mean, 1.1, 1e-12);
  BenchReport other = baseline;
  for (CellReport& cell : other.cells) cell.cell.c.data_seed = 99;
  EXPECT_THROW(over(summarise(ratio_rows(report_of(1, 1), &other)), "baseline"),
               std::runtime_error);
}

TEST(Ratios, LeaveOutWhatIsWrongOrWasNotTimed) {
  BenchReport report = report_of(1.0, 1.0);
  report.cells[0].failure = "production FAILED";
  report.cells[1].timings[1].skipped = "the floor rejects it";
  const auto rows = ratio_rows(report, nullptr);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_FALSE(rows[0].to_floor);
  EXPECT_TRUE(rows[0].to_copy);
}

TEST(ReportJson, ComesBackAsItWas) {
  BenchReport report = report_of(1.07, 1.3);
  report.cells[1].timings[2].skipped = "q has gaps";
  report.cells[0].failure = "production FAILED (v_is_copied_bitwise): 3 of 10 wrong";
  const std::string text = report_json(report);
  std::string error;
  const auto back = parse_report(text, &error);
  ASSERT_TRUE(back) << error;
  EXPECT_EQ(report_json(*back), text);
  EXPECT_EQ(back->cells[0].failure, report.cells[0].failure);
  EXPECT_EQ(back->cells[1].cell.c, report.cells[1].cell.c);
  EXPECT_EQ(back->cells[1].timings[0].us, report.cells[1].timings[0].us);
}

TEST(ReportJson, ThatIsDamagedIsAnErrorWithASentence) {
  std::string good = report_json(report_of(1, 1));
  const auto damaged = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    std::string error;
    EXPECT_FALSE(parse_report(text, &error)) << from;
    EXPECT_FALSE(error.empty()) << from;
  };
  damaged("ropekv-bench-1", "ropekv-bench-0");
  damaged("rkv1:", "rkv9:");
  damaged("\"role\": \"floor\"", "\"role\": \"roof\"");
  damaged("\"median\": ", "\"median\": -");
  damaged("\"cells\"", "\"sells\"");
  for (const std::string text : {"", "[]", "{}", "nope", "{\"schema\": 7}"}) {
    std::string error;
    EXPECT_FALSE(parse_report(text, &error)) << text;
    EXPECT_FALSE(error.empty()) << text;
  }
}

TEST(Table, SaysWhatIsWrongAndWhatWasNotTimed) {
  CellReport cell = cell_report(0, 1);
  cell.timings[2].skipped = "q has gaps";
  const auto lines = table_lines(cell, nullptr);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].size(), table_head().size());
  EXPECT_NE(lines[1].find("q has gaps"), std::string::npos);
  cell.failure = "production FAILED";
  ASSERT_EQ(table_lines(cell, nullptr).size(), 1U);
  EXPECT_NE(table_lines(cell, nullptr)[0].find("production FAILED"), std::string::npos);
}

TEST(WorkingSets, OfLargeLaunchesExceedTwiceTheL2AndSmallOnesStayInIt) {
  constexpr int64_t kL2 = 50'000'000;
  for (const int64_t bytes : {10'000'000, 40'000'000, 99'000'000, 300'000'000}) {
    EXPECT_GT(num_working_sets(bytes, bytes, kL2) * bytes, 2 * kL2) << bytes;
  }
  for (const int64_t bytes : {1'000, 1'000'000, 8'000'000}) {
    EXPECT_LT(num_working_sets(bytes, bytes, kL2) * bytes, kL2) << bytes;
    EXPECT_GT(num_working_sets(bytes, bytes, kL2), 1) << bytes;
  }
}

TEST(WorkingSets, HaveTheirOwnDataAndSharePositionsSlotsAndTable) {
  const int memory[8] = {};
  const auto set_at = [](const int* base) {
    ropekv_args args{};
    args.q = base;
    args.positions = base + 1;
    args.slot_mapping = base + 2;
    args.cos_sin_cache = base + 3;
    return args;
  };
  const ropekv_args first = set_at(memory);
  ropekv_args second = set_at(memory + 4);
  share_indices(first, &second);
  EXPECT_EQ(second.q, memory + 4);
  EXPECT_EQ(second.positions, first.positions);
  EXPECT_EQ(second.slot_mapping, first.slot_mapping);
  EXPECT_EQ(second.cos_sin_cache, first.cos_sin_cache);
}

}  // namespace
}  // namespace ropekv
