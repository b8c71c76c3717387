#include "fuzz/bench/table.h"

#include <fmt/format.h>

namespace ropekv {
namespace {

constexpr auto kHead =
    "{:<42} {:<12} {:>9} {:>6} {:>9} {:>9} {:>9} {:>6} {:>9} {:>7} {:>6} {:>6} {:>7} {:>6} {:>6} "
    "{:>5}/{:<5}";

std::string number(std::optional<double> value, int decimals) {
  return value ? fmt::format("{:.{}f}", *value, decimals) : "-";
}

std::string microseconds(const Timing* timing) {
  if (!timing) return "-";
  return number(timing->us.median, timing->us.median < 100 ? 3 : 1);
}

std::optional<double> inverse(std::optional<double> ratio) {
  if (ratio) return 1 / *ratio;
  return ratio;
}

std::string row_text(const RatioRow& row) {
  const CellReport& cell = *row.cell;
  const Timing& kernel = *row.kernel;
  const Timing* empty = best_of(cell, ContenderRole::kEmpty);
  const double spread = 100 * (kernel.us.q3 - kernel.us.q1) / kernel.us.median;
  return fmt::format(kHead, cell.cell.name, kernel.name, microseconds(&kernel), number(spread, 1),
                     microseconds(best_of(cell, ContenderRole::kFloor)),
                     microseconds(best_of(cell, ContenderRole::kCopy)),
                     microseconds(best_of(cell, ContenderRole::kUnfused)), microseconds(empty),
                     number(static_cast<double>(cell.bytes) * 1e-6, 3),
                     number(static_cast<double>(cell.bytes) * 1e-3 / kernel.us.median, 0),
                     number(row.to_floor, 3), number(row.to_copy, 3),
                     number(inverse(row.to_unfused), 2), number(row.to_peer, 3),
                     number(row.to_baseline, 3), number(kernel.host_ns, 0),
                     number(empty ? std::optional(empty->host_ns) : std::nullopt, 0));
}

std::string summary_text(const RatioSummary& summary) {
  std::string text = fmt::format("{} over {}: geometric mean {:.3f} of {} cells", summary.kernel,
                                 summary.over, summary.mean, summary.count);
  if (summary.count_large > 0) {
    text += fmt::format(", {:.3f} of {} with 4096 tokens and more", summary.mean_large,
                        summary.count_large);
  }
  return text + fmt::format("; worst {:.3f} in {}", summary.worst, summary.worst_cell);
}

}  // namespace

std::string table_head() {
  return fmt::format(kHead, "cell", "kernel", "us", "iqr%", "floor", "copy", "unfused", "empty",
                     "MB", "GB/s", "/floor", "/copy", "speedup", "/peer", "/base", "host", "empty");
}

std::vector<std::string> table_lines(const CellReport& cell, const BenchReport* baseline) {
  std::vector<std::string> lines;
  if (!cell.failure.empty()) {
    return {fmt::format("{:<42} WRONG, not timed: {}", cell.cell.name, cell.failure)};
  }
  BenchReport alone;
  alone.cells.push_back(cell);
  for (const RatioRow& row : ratio_rows(alone, baseline)) lines.push_back(row_text(row));
  for (const Timing& timing : cell.timings) {
    if (timing.skipped.empty()) continue;
    lines.push_back(
        fmt::format("{:<42} {:<12} not timed: {}", cell.cell.name, timing.name, timing.skipped));
  }
  return lines;
}

std::vector<std::string> summary_lines(const BenchReport& report, const BenchReport* baseline) {
  std::vector<std::string> lines;
  for (const RatioSummary& summary : summarise(ratio_rows(report, baseline))) {
    lines.push_back(summary_text(summary));
  }
  return lines;
}

}  // namespace ropekv
