#include "fuzz/github.h"

#include <fmt/format.h>

#include "fuzz/canary_lines.h"
#include "fuzz/fold.h"

namespace ropekv {
namespace {

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (size_t at = 0; (at = text.find(what, at)) != text.npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

// The percent sign first: the others bring new ones.
std::string message_text(const std::string& text) {
  return replaced(replaced(replaced(text, "%", "%25"), "\r", "%0D"), "\n", "%0A");
}

std::string title_text(const std::string& text) {
  return replaced(replaced(message_text(text), ":", "%3A"), ",", "%2C");
}

}  // namespace

std::string github_annotation(const FindingRecord& finding) {
  const std::string title =
      fmt::format("ropekv: {} {}", verdict_name(finding.verdict), finding.headline);
  return fmt::format("::error title={}::{}\n", title_text(title),
                     message_text(finding.page.empty() ? finding.replay : finding.page));
}

std::string github_step_summary(const CampaignResult& result, const RunContext& context) {
  const Stats& stats = result.stats;
  std::string text =
      fmt::format("### ropekv fuzz: {} on {}\n\n", context.kernel->name, context.lane);
  text += "| seed | indices | cases | elements checked | coverage | pairs | findings | digest |\n";
  text += "|---|---|---|---|---|---|---|---|\n";
  text += fmt::format("| {} | {} | {} | {:.3g} | {}/{} | {:.2f} % | {} | `{}` |\n",
                      context.source->seed, result.interval, stats.done(),
                      static_cast<double>(stats.elements_checked), result.coverage.num_hit(),
                      result.coverage.num_buckets(), result.coverage.pairs_percent(),
                      stats.findings, digest_text(stats.digest));
  for (const FoldedFinding& one : fold(result.findings)) {
    const FindingRecord& head = result.findings[one.head];
    text += fmt::format("\n```\n{}```\n", head.page.empty() ? head.replay + '\n' : head.page);
    for (const size_t i : one.also) {
      text += fmt::format("also seen as {}: `{}`\n", result.findings[i].headline,
                          result.findings[i].replay);
    }
  }
  if (const std::string why = result.why_it_means_nothing(); !why.empty()) {
    text += fmt::format("\n**{}**\n\n```\n{}```\n", why, canary_lines(result.missed_canaries));
  }
  return text + '\n';
}

}  // namespace ropekv
