#include "fuzz/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "fuzz/exit_code.h"
#include "fuzz/fold.h"
#include "fuzz/github.h"
#include "fuzz/result_line.h"

namespace ropekv {
namespace {

constexpr Clock::duration kBetweenOnTerminal = std::chrono::seconds(1);
// In a log ever longer, so that a night is a screen or two.
constexpr Clock::duration kFirstInLog = std::chrono::seconds(10);
constexpr Clock::duration kMostInLog = std::chrono::minutes(10);

// By the clock or by the indices, whichever ends first; empty if neither does.
std::optional<Seconds> time_left(const CampaignResult& so_far, const ConsoleOptions& options) {
  const double elapsed = so_far.stats.seconds;
  std::optional<Seconds> left;
  if (options.max_total_time) left = Seconds(*options.max_total_time) - Seconds(elapsed);
  if (options.runs && so_far.done_here > 0) {
    const auto to_do =
        static_cast<double>(*options.runs) - static_cast<double>(so_far.stats.done());
    const Seconds by_runs(elapsed * to_do / static_cast<double>(so_far.done_here));
    left = left ? std::min(*left, by_runs) : by_runs;
  }
  if (left) left = std::max(*left, Seconds(0));
  return left;
}

// The finding into which the last one is folded; null if it is one of its own.
const FindingRecord* known_as(const std::vector<FindingRecord>& findings) {
  for (const FoldedFinding& one : fold(findings)) {
    const bool has_last = std::ranges::count(one.also, findings.size() - 1) > 0;
    if (has_last) return &findings[one.head];
  }
  return nullptr;
}

}  // namespace

std::string progress_line(const CampaignResult& so_far, const ConsoleOptions& options) {
  const Stats& stats = so_far.stats;
  std::string line = fmt::format(
      "#{} rate {:.0f}/s elements {:.1e} findings {} coverage {}/{} elapsed {}", stats.done(),
      stats.rate.value_or(0), static_cast<double>(stats.elements_checked), stats.findings,
      so_far.coverage.num_hit(), so_far.coverage.num_buckets(), clock_text(Seconds(stats.seconds)));
  if (stats.canaries.missed > 0) {
    line += fmt::format(" canaries missed {}", stats.canaries.missed);
  }
  if (const auto left = time_left(so_far, options)) line += " left " + clock_text(*left);
  return line;
}

Console::Console(const RunContext& context, const ConsoleOptions& options,
                 const std::optional<ArtifactDir>& artifacts)
    : context_(context),
      options_(options),
      artifacts_(artifacts),
      is_terminal_(isatty(STDOUT_FILENO) != 0),
      between_progress_(is_terminal_ ? kBetweenOnTerminal : kFirstInLog),
      next_progress_(Clock::now() + between_progress_) {}

void Console::print(std::string_view text) {
  if (progress_shown_) std::fputs("\r\033[K", stdout);
  progress_shown_ = false;
  // A full disk under a log must not end the campaign, whose store may be elsewhere: the stream
  // remembers, and main says so in the end.
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void Console::before_case(uint64_t case_idx, std::string_view line) {
  if (options_.verbose) print(fmt::format("#{} {}\n", case_idx, line));
}

void Console::after_case(uint64_t case_idx, std::string_view line, const Judgement& judgement) {
  if (options_.verbose) print(result_line(case_idx, line, judgement, context_) + '\n');
}

void Console::before_shrinking(uint64_t case_idx, std::string_view line,
                               const Judgement& judgement) {
  if (!options_.verbose) print(result_line(case_idx, line, judgement, context_) + '\n');
}

void Console::on_finding(const FindingRecord& finding) {
  findings_.push_back(finding);
  if (const FindingRecord* head = known_as(findings_)) {
    print(fmt::format("\nalso seen as {}, which is {}: {}\n\n", finding.headline, head->headline,
                      finding.replay));
  } else {
    print('\n' + finding.page + '\n');
    if (options_.github) print(github_annotation(finding));
  }
  if (!artifacts_ || finding.file_name.empty()) return;
  try {
    print(fmt::format("  written to {}\n\n", artifacts_->write(finding).string()));
  } catch (const CommandError& error) {  // the page above is the finding; the campaign goes on
    ++artifacts_not_written_;
    fmt::print(stderr, "ropekv: {}\n", error.what());
  }
}

// So that what comes is told as one of these, if it is; their pages were printed when they came.
void Console::on_known(const FindingRecord& finding) {
  findings_.push_back(finding);
}

void Console::on_progress(const CampaignResult& so_far) {
  const Clock::time_point now = Clock::now();
  if (now < next_progress_) return;
  if (!is_terminal_) between_progress_ = std::min(kMostInLog, between_progress_ * 3 / 2);
  next_progress_ = now + between_progress_;
  const std::string line = progress_line(so_far, options_);
  print(is_terminal_ ? line : line + '\n');
  progress_shown_ = is_terminal_;
}

}  // namespace ropekv
