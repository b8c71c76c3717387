#include "fuzz/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "fuzz/exit_code.h"
#include "fuzz/result_line.h"

namespace ropekv {
namespace {

constexpr auto kBetweenOnTerminal = std::chrono::seconds(1);
constexpr auto kBetweenInLog = std::chrono::seconds(10);

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

}  // namespace

std::string progress_line(const CampaignResult& so_far, const ConsoleOptions& options) {
  const Stats& stats = so_far.stats;
  std::string line = fmt::format(
      "#{} rate {:.0f}/s elements {:.1e} findings {} coverage {}/{} elapsed {}", stats.done(),
      stats.rate.value_or(0), static_cast<double>(stats.elements_checked), so_far.findings.size(),
      so_far.coverage.num_hit(), so_far.coverage.num_buckets(), clock_text(Seconds(stats.seconds)));
  if (const auto left = time_left(so_far, options)) line += " left " + clock_text(*left);
  return line;
}

Console::Console(const RunContext& context, const ConsoleOptions& options,
                 const std::optional<ArtifactDir>& artifacts)
    : context_(context),
      options_(options),
      artifacts_(artifacts),
      is_terminal_(isatty(STDOUT_FILENO) != 0),
      next_progress_(Clock::now() + (is_terminal_ ? kBetweenOnTerminal : kBetweenInLog)) {}

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
  print('\n' + finding.page + '\n');
  if (!artifacts_ || finding.file_name.empty()) return;
  try {
    print(fmt::format("  written to {}\n\n", artifacts_->write(finding).string()));
  } catch (const CommandError& error) {  // the page above is the finding; the campaign goes on
    ++artifacts_not_written_;
    fmt::print(stderr, "ropekv: {}\n", error.what());
  }
}

void Console::on_progress(const CampaignResult& so_far) {
  const Clock::time_point now = Clock::now();
  if (now < next_progress_) return;
  next_progress_ = now + (is_terminal_ ? kBetweenOnTerminal : kBetweenInLog);
  const std::string line = progress_line(so_far, options_);
  print(is_terminal_ ? line : line + '\n');
  progress_shown_ = is_terminal_;
}

}  // namespace ropekv
