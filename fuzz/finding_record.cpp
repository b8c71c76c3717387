#include "fuzz/finding_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "fuzz/artifact.h"
#include "fuzz/failure_page.h"
#include "reference/case_text.h"

namespace ropekv {

FindingRecord make_record(const Finding& finding, const std::string& signature,
                          const RunContext& context) {
  FindingRecord record;
  record.signature = signature;
  record.headline = finding.headline;
  record.verdict = finding.verdict();
  record.case_idx = finding.case_idx;
  record.line = print_case(finding.original);
  record.minimal_line = print_case(finding.shrunk.minimal);
  record.replays = finding.replays;
  record.replays_failed = finding.replays_failed;
  record.explanation = finding.explanation.sentence;
  record.shows = finding.shows;
  record.page = failure_page(finding, context);
  record.replay = context.replay_line_command(record.minimal_line);
  record.file_name = corpus_name(finding);
  record.file_text = case_file_text(finding, context);
  return record;
}

FindingRecord record_of(const std::vector<Observation>& observations, const RunContext& context) {
  const Observation& first = *std::ranges::min_element(observations);
  FindingRecord record;
  record.signature = first.signature;
  const size_t begin = first.signature.find('|') + 1;
  record.headline = first.signature.substr(begin, first.signature.find('|', begin) - begin);
  const bool died = record.headline == "crashed_in_company";
  record.verdict = first.deaths < first.tries ? Verdict::kFlaky : Verdict::kCrashed;
  record.case_idx = first.case_idx;
  record.line = record.minimal_line = first.lines.empty() ? "" : first.lines.back();
  record.replays = first.tries;
  record.replays_failed = first.deaths;
  record.num_cases = observations.size();
  const bool was_before = died || first.signature.ends_with(" after_others");
  record.page = fmt::format("{} {}: {}\n", verdict_name(record.verdict), record.headline,
                            was_before ? "every case leaves the process as it was"
                                       : "no case touches the memory of another");
  record.page += fmt::format("  kernel   {} on {}\n", context.kernel->name, context.lane);
  const std::string_view verb = died ? "died" : "failed";
  record.page += fmt::format("  {:<9}case {} {}\n", verb, first.case_idx, first.sentence);
  record.page += fmt::format("  replays  {} of {} {}\n", first.deaths, first.tries, verb);
  if (died) {
    record.page +=
        "  seen     at least this often: deaths that are like the first few are not explained"
        " again\n";
  }
  for (const std::string& line : first.lines) {
    record.page +=
        fmt::format("  {}     {}\n", &line == &first.lines.back() ? "case" : "then", line);
  }
  std::string quoted;
  for (const std::string& line : first.lines) quoted += fmt::format(" '{}'", line);
  record.replay = fmt::format("ropekv replay{}{}", quoted, context.kernel_options());
  record.page += fmt::format("  replay   {}\n", record.replay);
  return record;
}

}  // namespace ropekv
