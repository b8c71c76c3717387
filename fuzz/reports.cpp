#include "fuzz/reports.h"

#include <fstream>

#include "fuzz/exit_code.h"
#include "fuzz/github.h"
#include "fuzz/junit.h"
#include "fuzz/whole_file.h"

namespace ropekv {

Reports::Reports(CampaignListener& console, const ReportOptions& options, const Identity& identity,
                 const RunContext& context)
    : console_(console), options_(options), identity_(identity), context_(context) {
  if (!options.junit.empty()) {
    write_whole_file("--junit", options.junit, junit_before_the_end(identity, context.device));
  }
  if (!options.jsonl.empty()) {
    events_.emplace(options.jsonl, identity, context.device, options.verbose);
  }
}

void Reports::before_case(uint64_t case_idx, std::string_view line) {
  console_.before_case(case_idx, line);
}

void Reports::after_case(uint64_t case_idx, std::string_view line, const Judgement& judgement) {
  console_.after_case(case_idx, line, judgement);
  if (events_) events_->after_case(case_idx, line, judgement);
}

void Reports::before_shrinking(uint64_t case_idx, std::string_view line,
                               const Judgement& judgement) {
  console_.before_shrinking(case_idx, line, judgement);
}

void Reports::on_finding(const FindingRecord& finding) {
  console_.on_finding(finding);
  if (events_) events_->on_finding(finding);
}

void Reports::on_known(const FindingRecord& finding) {
  console_.on_known(finding);
  if (events_) events_->on_known(finding);
}

void Reports::on_progress(const CampaignResult& so_far) {
  console_.on_progress(so_far);
  if (events_) events_->on_progress(so_far);
}

void Reports::on_end(CampaignResult* result) {
  if (events_) {
    if (result->report_failed.empty()) result->report_failed = events_->failure();
    events_->on_end(*result);
    if (result->report_failed.empty()) result->report_failed = events_->failure();
  }
  if (!options_.junit.empty()) {
    try {
      write_whole_file("--junit", options_.junit,
                       junit_text(*result, identity_, context_.device, options_.only));
    } catch (const CommandError& error) {
      result->report_failed = error.what();
    }
  }
  if (!options_.step_summary.empty()) {  // a courtesy, as CI has the log: no duty
    std::ofstream(options_.step_summary, std::ios::app) << github_step_summary(*result, context_);
  }
}

}  // namespace ropekv
