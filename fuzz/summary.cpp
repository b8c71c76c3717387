#include "fuzz/summary.h"

#include <fmt/format.h>

#include "fuzz/canary_lines.h"
#include "fuzz/finding_lines.h"
#include "fuzz/fold.h"
#include "fuzz/size_name.h"

namespace ropekv {
namespace {

std::string counts_line(const Stats& stats) {
  std::string text = fmt::format("  cases     {} done", stats.done());
  for (size_t i = 0; i < kNumVerdicts; ++i) {
    if (stats.verdicts[i] == 0) continue;
    text += fmt::format(", {} {}", stats.verdicts[i], verdict_name(static_cast<Verdict>(i)));
  }
  if (stats.refused_by_pin > 0) text += fmt::format(" ({} by --set)", stats.refused_by_pin);
  if (stats.quarantined > 0) text += fmt::format(" ({} by --ledger)", stats.quarantined);
  return text + fmt::format(" in {:.1f} s\n", stats.seconds);
}

std::string coverage_lines(const CampaignResult& result, const RunContext& context) {
  const CoverageCount& coverage = result.coverage;
  std::string text =
      fmt::format("  coverage  {} of {} buckets", coverage.num_hit(), coverage.num_buckets());
  if (coverage.num_pairs() > 0) {
    text += fmt::format(", pairs {}/{} {:.2f} %", coverage.num_pairs_hit(), coverage.num_pairs(),
                        coverage.pairs_percent());
  }
  text += '\n';
  const auto put = [&](std::string_view what, const std::vector<std::string_view>& names) {
    if (!names.empty()) text += fmt::format("            {}: {}\n", what, fmt::join(names, ", "));
  };
  // A preset is to be one region of the input space, and no other.
  if (context.source->claim) {
    put("empty, or not claimed", coverage.empty_buckets());
  } else if (!context.source->preset) {
    put("empty", coverage.empty_buckets());
  }
  put(result.selects ? "outside the kernel's support, or not for --only"
                     : "outside the kernel's support",
      coverage.unsupported_buckets());
  put("fewer cases than required", result.coverage_unmet);
  if (context.lane == "host") {
    text += "            scenarios (stream, graph, pdl_chain, overlap) ran plainly on this lane\n";
  }
  return text;
}

std::vector<std::string> coverage_stat_lines(const CoverageCount& coverage) {
  return {
      fmt::format("stat::coverage_buckets: {}/{}", coverage.num_hit(), coverage.num_buckets()),
      fmt::format("stat::coverage_pairs: {}/{}", coverage.num_pairs_hit(), coverage.num_pairs()),
      fmt::format("stat::coverage_pairs_percent: {:.3f}", coverage.pairs_percent())};
}

std::string_view why_it_ended(CampaignEnd end) {
  switch (end) {
    case CampaignEnd::kDone:
      return "";
    case CampaignEnd::kStopOnFirst:
      return "ended by --stop-on-first";
    case CampaignEnd::kStopFile:
      return "ended by --stop-file";
    case CampaignEnd::kInterrupted:
      return "interrupted";
    case CampaignEnd::kDeviceLost:
      return "ended, the device is lost";
    case CampaignEnd::kStoreFailed:
      return "ended, --db cannot be written";
    case CampaignEnd::kHarnessError:
      return "ended by an error of the harness, not of the kernel";
  }
  return "";
}

std::string verdict_sentence(const CampaignResult& result) {
  const uint64_t executed = result.stats.executed();
  if (const std::string why = result.why_it_means_nothing(); !why.empty()) return why + '\n';
  if (!result.known_no_more.empty()) {
    const size_t count = result.known_no_more.size();
    return fmt::format("{} known failure{} no more: take {} out of --ledger\n", count,
                       count == 1 ? " fails" : "s fail", count == 1 ? "it" : "them");
  }
  if (!result.findings.empty()) {
    const size_t num_folded = fold(result.findings).size();
    return fmt::format("{} finding{}: the kernel is wrong, see the pages above\n", num_folded,
                       num_folded == 1 ? "" : "s");
  }
  if (result.end == CampaignEnd::kHarnessError) return "no verdict: the harness is wrong\n";
  if (!result.coverage_unmet.empty()) {
    return fmt::format("required coverage unmet: {} buckets have too few cases\n",
                       result.coverage_unmet.size());
  }
  if (executed == 0) return "nothing ran: this proves nothing\n";
  if (result.compares && result.stats.compared == 0) {
    return "nothing was compared: this proves nothing\n";
  }
  if (result.stats.of(Verdict::kPassed) == 0) return "no case passed: this proves nothing\n";
  const bool cut_short = result.end != CampaignEnd::kDone && result.end != CampaignEnd::kStopFile;
  return fmt::format("{}: {} cases, {} elements and {} bytes checked, no finding\n",
                     cut_short ? "cut short, clean so far" : "clean", executed,
                     result.stats.elements_checked, result.stats.bytes_checked);
}

}  // namespace

std::string campaign_summary(const CampaignResult& result, const RunContext& context) {
  std::string text = fmt::format("\n  kernel    {} on {}", context.kernel->name, context.lane);
  if (context.device != context.lane) text += fmt::format(" ({})", context.device);
  if (result.compares) {
    text += fmt::format("\n  against   {}: {} of {} cases compared", context.against,
                        result.stats.compared, result.stats.executed());
  }
  const Preset* preset = context.source->preset;
  text += fmt::format("\n  seed      {}, {} {}, indices {}\n", context.source->seed,
                      preset ? "preset" : "size",
                      preset ? preset->name : size_name(context.source->size), result.interval);
  text += counts_line(result.stats);
  text += coverage_lines(result, context);
  for (const SlowestCase& slow : result.slowest) {
    text += fmt::format("  {:<9} {:.2f} ms, case {}: {}\n",
                        &slow == &result.slowest.front() ? "slowest" : "", slow.milliseconds,
                        slow.case_idx, slow.line);
  }
  text += finding_lines(result.findings);
  text += canary_lines(result.missed_canaries);
  if (result.artifacts_not_written > 0) {
    text += fmt::format("  files     {} findings could not be written to --artifact-dir\n",
                        result.artifacts_not_written);
  }
  for (const std::string& entry : result.known_no_more) {
    text += fmt::format("  ledger    {}\n", entry);
  }
  for (const std::string& lost : result.devices_lost) text += fmt::format("  lost      {}\n", lost);
  if (!result.report_failed.empty()) {
    text += fmt::format("  files     {}\n", result.report_failed);
  }
  if (const auto why = why_it_ended(result.end); !why.empty()) {
    text += fmt::format("  end       {}{}{}\n", why, result.why.empty() ? "" : ": ", result.why);
  }
  text += verdict_sentence(result);
  text +=
      fmt::format("stat::workers: {}\nstat::threads: {}\n", result.num_workers, result.num_threads);
  text += fmt::format("stat::worker_starts: {}\n", result.respawns);
  text += fmt::format("stat::respawn_milliseconds: {:.1f}\n", result.respawn_milliseconds);
  text += fmt::format("stat::cases_done_here: {}\n", result.done_here);
  for (const std::string& line : coverage_stat_lines(result.coverage)) text += line + '\n';
  for (const std::string& line : stat_lines(result.stats, result.interval)) text += line + '\n';
  return text;
}

}  // namespace ropekv
