#include "fuzz/bench/ratios.h"

#include <algorithm>

#include "kernels/bench/peers.h"

namespace ropekv {
namespace {

using Ratio = std::optional<double> RatioRow::*;

struct Over {
  std::string_view name;
  Ratio ratio;
};

constexpr Over kOvers[] = {
    {"floor", &RatioRow::to_floor},       {"copy", &RatioRow::to_copy},
    {"unfused", &RatioRow::to_unfused},   {"peer", &RatioRow::to_peer},
    {"baseline", &RatioRow::to_baseline},
};

std::optional<double> over(const Timing& kernel, const Timing* other) {
  if (!other) return std::nullopt;
  return kernel.us.median / other->us.median;
}

// The peers ran elsewhere: their figure, were that machine's copy as fast as this one's.
std::optional<double> over_peer(const CellReport& cell, const Timing& kernel) {
  const PeerCell* peer = find_peer(cell.cell.name);
  const Timing* copy = best_of(cell, ContenderRole::kCopy);
  if (!peer || !copy) return std::nullopt;
  return kernel.us.median / (peer->better_us() * copy->us.median / peer->copy_pdl_us);
}

std::optional<double> over_baseline(const CellReport& cell, const Timing& kernel,
                                    const BenchReport* baseline) {
  if (!baseline) return std::nullopt;
  for (const CellReport& earlier : baseline->cells) {
    if (earlier.cell.c == cell.cell.c) return over(kernel, timing_of(earlier, kernel.name));
  }
  return std::nullopt;
}

RatioSummary summary_of(const std::string& kernel, const Over& of,
                        const std::vector<RatioRow>& rows) {
  constexpr int64_t kLargeTokens = 4096;
  RatioSummary summary;
  summary.kernel = kernel;
  summary.over = of.name;
  std::vector<double> all;
  std::vector<double> large;
  for (const RatioRow& row : rows) {
    const auto& ratio = row.*of.ratio;
    if (row.kernel->name != kernel || !ratio) continue;
    all.push_back(*ratio);
    if (row.cell->cell.c.num_tokens >= kLargeTokens) large.push_back(*ratio);
    if (*ratio <= summary.worst) continue;
    summary.worst = *ratio;
    summary.worst_cell = row.cell->cell.name;
  }
  summary.count = all.size();
  summary.count_large = large.size();
  if (!all.empty()) summary.mean = geometric_mean(all);
  if (!large.empty()) summary.mean_large = geometric_mean(large);
  return summary;
}

}  // namespace

std::vector<RatioRow> ratio_rows(const BenchReport& report, const BenchReport* baseline) {
  std::vector<RatioRow> rows;
  for (const CellReport& cell : report.cells) {
    for (const Timing& timing : cell.timings) {
      if (timing.role != ContenderRole::kKernel || !timing.skipped.empty()) continue;
      if (!cell.failure.empty()) continue;
      rows.push_back({&cell, &timing, over(timing, best_of(cell, ContenderRole::kFloor)),
                      over(timing, best_of(cell, ContenderRole::kCopy)),
                      over(timing, best_of(cell, ContenderRole::kUnfused)), over_peer(cell, timing),
                      over_baseline(cell, timing, baseline)});
    }
  }
  return rows;
}

std::vector<RatioSummary> summarise(const std::vector<RatioRow>& rows) {
  std::vector<std::string> kernels;
  for (const RatioRow& row : rows) {
    if (std::ranges::find(kernels, row.kernel->name) == kernels.end()) {
      kernels.push_back(row.kernel->name);
    }
  }
  std::vector<RatioSummary> summaries;
  for (const std::string& kernel : kernels) {
    for (const Over& of : kOvers) {
      RatioSummary summary = summary_of(kernel, of, rows);
      if (summary.count > 0) summaries.push_back(std::move(summary));
    }
  }
  return summaries;
}

}  // namespace ropekv
