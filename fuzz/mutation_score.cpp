#include "fuzz/mutation_score.h"

#include <tuple>

namespace ropekv {
namespace {

bool any(const MutantResult& result, SearchEnd end) {
  return std::ranges::any_of(result.searches, [&](const auto& one) { return one.end == end; });
}

}  // namespace

MutantState state_of(const MutantResult& result) {
  if (result.target.is_out_of_reach()) {
    if (any(result, SearchEnd::kKilled)) return MutantState::kStale;
    return any(result, SearchEnd::kStopped) ? MutantState::kNotJudged : MutantState::kOutOfReach;
  }
  if (any(result, SearchEnd::kSurvived)) return MutantState::kSurvived;
  const bool cut = any(result, SearchEnd::kStopped) || (result.row && result.row->stopped);
  return cut ? MutantState::kNotJudged : MutantState::kKilled;
}

uint64_t count_of(std::span<const MutantResult> results, MutantState state) {
  return static_cast<uint64_t>(
      std::ranges::count_if(results, [&](const auto& one) { return state_of(one) == state; }));
}

uint64_t num_to_kill(std::span<const MutantResult> results) {
  return static_cast<uint64_t>(std::ranges::count_if(
      results, [](const auto& one) { return !one.target.is_out_of_reach(); }));
}

double percent_killed(std::span<const MutantResult> results) {
  const auto killed = static_cast<double>(count_of(results, MutantState::kKilled));
  const uint64_t all = num_to_kill(results);
  return all == 0 ? 100 : 100 * killed / static_cast<double>(all);
}

Kills kills_of(std::span<const MutantResult> results) {
  Kills kills;
  for (const MutantResult& result : results) {
    for (const KillSearch& search : result.searches) {
      if (search.end != SearchEnd::kKilled) continue;
      kills.cases.push_back(search.cases);
      kills.seconds.push_back(search.seconds);
    }
  }
  std::ranges::sort(kills.cases);
  std::ranges::sort(kills.seconds);
  return kills;
}

const MutantResult* hardest(std::span<const MutantResult> results) {
  const MutantResult* worst = nullptr;
  uint64_t most = 0;
  for (const MutantResult& result : results) {
    const Kills kills = kills_of({&result, 1});
    if (kills.cases.empty() || kills.cases.back() <= most) continue;
    most = kills.cases.back();
    worst = &result;
  }
  return worst;
}

std::vector<const MutantResult*> hardest_by_median(std::span<const MutantResult> results,
                                                   size_t count) {
  std::vector<const MutantResult*> sorted;
  for (const MutantResult& result : results) {
    if (!kills_of({&result, 1}).cases.empty()) sorted.push_back(&result);
  }
  std::ranges::stable_sort(sorted, std::ranges::greater(), [](const MutantResult* one) {
    const Kills kills = kills_of({one, 1});
    return std::tuple(quantile(kills.cases, 0.5), kills.cases.back());
  });
  sorted.resize(std::min(count, sorted.size()));
  return sorted;
}

ExitCode mutation_exit_code(std::span<const MutantResult> results, bool interrupted) {
  const bool failed =
      count_of(results, MutantState::kSurvived) > 0 || count_of(results, MutantState::kStale) > 0;
  if (failed) return ExitCode::kHarness;
  if (interrupted) return ExitCode::kInterrupted;
  return count_of(results, MutantState::kNotJudged) > 0 ? ExitCode::kHarness : ExitCode::kClean;
}

}  // namespace ropekv
