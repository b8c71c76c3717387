// ropekv bench: times kernels, after judging the very case that is timed.
#include "fuzz/bench/bench_command.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <memory>
#include <sstream>

#include "fuzz/bench/cell_presets.h"
#include "fuzz/bench/cell_run.h"
#include "fuzz/bench/choose_cells.h"
#include "fuzz/bench/ratios.h"
#include "fuzz/bench/report_json.h"
#include "fuzz/bench/table.h"
#include "fuzz/choices.h"
#include "fuzz/identity.h"
#include "fuzz/loaded_kernel.h"
#include "fuzz/run_flags.h"
#include "fuzz/whole_file.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

struct BenchFlags {
  CellChoice cells;
  std::vector<std::string> kernels;
  std::string device = "cuda";
  std::string rounds = "15";
  std::string json, baseline;
  std::string fail_above;
  bool list = false;
};

BenchReport read_baseline(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  if (!(file && text << file.rdbuf())) {
    throw usage_error(fmt::format("--baseline is '{}': it cannot be read", path));
  }
  std::string error;
  auto report = parse_report(text.str(), &error);
  if (!report) throw usage_error(fmt::format("--baseline is '{}': {}", path, error));
  return *report;
}

// Null if none was given. One that has nothing to compare with is an error before anything runs.
std::unique_ptr<BenchReport> choose_baseline(const BenchFlags& flags, const CellPlan& plan,
                                             const std::vector<Cell>& cells) {
  if (flags.baseline.empty()) return nullptr;
  auto baseline = std::make_unique<BenchReport>(read_baseline(flags.baseline));
  for (const CellReport& earlier : baseline->cells) {
    if (std::ranges::find(cells, earlier.cell.c, &Cell::c) == cells.end()) continue;
    for (const Kernel* kernel : plan.kernels) {
      if (timing_of(earlier, kernel->name)) return baseline;
    }
  }
  throw usage_error(
      fmt::format("--baseline is '{}': it has none of these cells and kernels", flags.baseline));
}

double choose_fail_above(const BenchFlags& flags) {
  char* end = nullptr;
  const double ratio = std::strtod(flags.fail_above.c_str(), &end);
  if (*end != '\0' || !(ratio > 0) || ratio > 1e6) {
    throw usage_error(
        fmt::format("--fail-above is '{}': it must be a ratio such as 1.03", flags.fail_above));
  }
  if (flags.baseline.empty()) {
    throw usage_error(fmt::format("--fail-above is '{}': it needs --baseline", flags.fail_above));
  }
  return ratio;
}

CellPlan choose_plan(const BenchFlags& flags) {
  constexpr uint64_t kMostRounds = 10'000;
  CellPlan plan;
  for (const std::string& name : flags.kernels)
    plan.kernels.push_back(&loaded_kernel({name, std::nullopt}));
  if (plan.kernels.empty()) plan.kernels.push_back(&loaded_kernel({}));
  const uint64_t rounds = choose_count("--rounds", flags.rounds);
  if (rounds == 0 || rounds > kMostRounds) {
    throw usage_error(
        fmt::format("--rounds is '{}': it must be in 1..{}", flags.rounds, kMostRounds));
  }
  plan.rounds = static_cast<int64_t>(rounds);
  return plan;
}

void list_cells(const std::vector<Cell>& cells) {
  for (const Cell& cell : cells) fmt::print("{:<42} {}\n", cell.name, print_case(cell.c));
}

std::string now_in_utc() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

std::vector<std::string> command_line_of_this_process() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

ExitCode exit_code(const BenchReport& report) {
  bool timed = false;
  for (const CellReport& cell : report.cells) {
    if (!cell.failure.empty()) return ExitCode::kFindings;
    for (const Timing& timing : cell.timings) {
      timed |= timing.role == ContenderRole::kKernel && timing.skipped.empty();
    }
  }
  return timed ? ExitCode::kClean : ExitCode::kHarness;
}

// The geometric mean over all cells, of each kernel.
bool is_slower(const BenchReport& report, const BenchReport& baseline, double fail_above) {
  bool compared = false;
  bool slower = false;
  for (const RatioSummary& summary : summarise(ratio_rows(report, &baseline))) {
    if (summary.over != "baseline") continue;
    compared = true;
    if (summary.mean <= fail_above) continue;
    slower = true;
    fmt::print("{} is slower than the baseline: {:.3f} is above {}\n", summary.kernel, summary.mean,
               fail_above);
  }
  if (!compared) throw CommandError(ExitCode::kHarness, "nothing was compared with --baseline");
  return slower;
}

ExitCode run_bench(const BenchFlags& flags) {
  const auto cells = choose_cells(flags.cells);
  if (flags.list) {
    list_cells(cells);
    return ExitCode::kClean;
  }
  const CellPlan plan = choose_plan(flags);
  const auto baseline = choose_baseline(flags, plan, cells);
  const double fail_above = flags.fail_above.empty() ? 0 : choose_fail_above(flags);
  if (!flags.device.starts_with("cuda")) {
    throw usage_error(fmt::format("--device is '{}': it must be cuda or cuda:N", flags.device));
  }
  const auto lane = choose_lane(flags.device, *plan.kernels.front());

  BenchReport report;
  report.device = lane->device_name();
  report.l2_bytes = l2_bytes_of_this_device();
  report.rounds = plan.rounds;
  report.date = now_in_utc();
  report.build = build_id();
  report.command = command_line_of_this_process();
  fmt::print("{}, L2 {:.0f} MB, {} rounds, {} cells\n\n{}\n", report.device,
             static_cast<double>(report.l2_bytes) * 1e-6, report.rounds, cells.size(),
             table_head());
  for (const Cell& cell : cells) {
    report.cells.push_back(run_cell(cell, plan, *lane));
    for (const auto& line : table_lines(report.cells.back(), baseline.get())) {
      fmt::print("{}\n", line);
    }
    std::fflush(stdout);
    // After each cell: a run that is cut short has told what it knew.
    if (!flags.json.empty()) write_whole_file("--json", flags.json, report_json(report));
    if (!lane->loss().empty()) break;
  }
  fmt::print("\n");
  for (const auto& line : summary_lines(report, baseline.get())) fmt::print("{}\n", line);
  const ExitCode code = exit_code(report);
  if (code != ExitCode::kClean || fail_above == 0) return code;
  return is_slower(report, *baseline, fail_above) ? ExitCode::kFindings : ExitCode::kClean;
}

}  // namespace

void add_bench_command(CLI::App& app, RunCommand* run) {
  const auto flags = std::make_shared<BenchFlags>();
  CLI::App& verb = *app.add_subcommand("bench", kBenchSummary);
  std::string presets = "cells; repeatable:";
  for (const CellPreset& preset : all_cell_presets()) {
    presets += fmt::format("\n{}: {}", preset.name, preset.what);
  }
  add_repeatable(verb, "--preset", flags->cells.presets, presets);
  add_repeatable(verb, "--case", flags->cells.cases, "a case line; repeatable");
  verb.add_option("--filter", flags->cells.filter, "only cells whose name matches");
  verb.add_option("--pdl", flags->cells.pdl, "of presets: yes, no or both")->capture_default_str();
  add_repeatable(verb, "--kernel", flags->kernels,
                 "a registered kernel, or a plug-in: FILE.so; repeatable");
  verb.add_option("--device", flags->device, "cuda or cuda:N")->capture_default_str();
  verb.add_option("--rounds", flags->rounds, "of each contender")->capture_default_str();
  verb.add_option("--json", flags->json, "write the report to this file");
  verb.add_option("--baseline", flags->baseline, "an earlier --json: ratios to it");
  verb.add_option("--fail-above", flags->fail_above,
                  "exit 1 if the geometric mean over the baseline is above");
  verb.add_flag("--list", flags->list, "print cells and their case lines, and do nothing");
  verb.callback([flags, run] { *run = [flags] { return run_bench(*flags); }; });
}

}  // namespace ropekv
