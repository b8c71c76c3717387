#include "fuzz/campaign.h"

#include <algorithm>

#include "reference/case_text.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

Judgement refused_by_pin() {
  Judgement judgement;
  judgement.verdict = Verdict::kRefused;
  judgement.reason = "the pinned keys make no legal case of it";
  return judgement;
}

}  // namespace

Campaign::Campaign(CampaignOptions options, JudgeCase judge_case, AskToStop ask_to_stop,
                   CampaignListener& listener)
    : options_(std::move(options)),
      judge_case_(std::move(judge_case)),
      ask_to_stop_(std::move(ask_to_stop)),
      listener_(listener) {
  result_.coverage = CoverageCount(options_.source.size);
}

CampaignResult Campaign::run() {
  uint64_t k = options_.shard.index;
  for (; !options_.runs || k < *options_.runs; k += options_.shard.total) {
    if (is_over()) break;
    run_case(k);
    if (counted_) result_.next_idx = k + 1;
    if (result_.end != CampaignEnd::kDone) break;
    result_.stats.seconds = Seconds(Clock::now() - start_).count();
    listener_.on_progress(result_);
  }
  // What lies between the shard's last index and the end belongs to other shards.
  if (options_.runs && k >= *options_.runs) result_.next_idx = *options_.runs;
  result_.stats.seconds = Seconds(Clock::now() - start_).count();
  if (must_have_coverage()) result_.coverage_unmet = result_.coverage.buckets_below_required();
  return result_;
}

bool Campaign::must_have_coverage() const {
  const uint64_t length = schedule_of(options_.source.size).length();
  return options_.requires_coverage && options_.shard.is_whole() &&
         result_.end == CampaignEnd::kDone && length > 0 && result_.next_idx >= length;
}

bool Campaign::is_over() {
  result_.end = ask_to_stop_();
  if (result_.end != CampaignEnd::kDone) return true;
  return options_.max_total_time && Clock::now() - start_ >= *options_.max_total_time;
}

void Campaign::run_case(uint64_t case_idx) {
  current_idx_ = case_idx;
  counted_ = false;
  const auto c = options_.source.at(case_idx);
  if (!c) {
    const Case unpinned = options_.source.without_pins(case_idx);
    result_.stats.add(case_idx, unpinned, print_case(unpinned), refused_by_pin());
    ++result_.stats.refused_by_pin;
    counted_ = true;
    return;
  }
  const std::string line = print_case(*c);
  listener_.before_case(case_idx, line);
  try {
    judge_and_count(case_idx, *c, line);
  } catch (const HarnessError& error) {
    end(CampaignEnd::kHarnessError, line + ": " + error.what());
  } catch (const OutOfMemory& error) {
    end(CampaignEnd::kOutOfMemory, line + ": " + error.what());
  } catch (const DeviceLost& error) {
    end(CampaignEnd::kDeviceLost, line + ": " + error.what());
  }
}

void Campaign::judge_and_count(uint64_t case_idx, const Case& c, const std::string& line) {
  const Judgement judgement = judge_case_(c, {});
  result_.stats.add(case_idx, c, line, judgement);
  counted_ = true;
  const bool launched =
      judgement.verdict != Verdict::kUnsupported && judgement.verdict != Verdict::kRefused;
  if (judgement.verdict != Verdict::kRefused) result_.coverage.add(c, launched);
  if (launched && judgement.launch_milliseconds > result_.slowest.milliseconds) {
    result_.slowest = {case_idx, line, judgement.launch_milliseconds};
  }
  listener_.after_case(case_idx, line, judgement);
  if (is_failure(judgement.verdict)) record_failure(case_idx, c, line, judgement);
}

// One kernel, so the headline alone tells findings apart: the first of each is investigated, the
// others are counted.
void Campaign::record_failure(uint64_t case_idx, const Case& c, const std::string& line,
                              const Judgement& judgement) {
  const auto known =
      std::ranges::find(result_.findings, headline_of(judgement), &Finding::headline);
  if (known != result_.findings.end()) {
    ++known->num_cases;
    return;
  }
  listener_.before_shrinking(case_idx, line, judgement);
  result_.findings.push_back(
      investigate(case_idx, c, judgement, judge_case_, options_.investigate));
  result_.stats.findings = result_.findings.size();
  const Finding& finding = result_.findings.back();
  listener_.on_finding(finding);
  if (finding.device_lost) {
    end(CampaignEnd::kDeviceLost, "the device is lost after case " + line);
  } else if (options_.stop_on_first) {
    end(CampaignEnd::kStopOnFirst, {});
  }
}

void Campaign::end(CampaignEnd end, std::string why) {
  result_.end = end;
  result_.why = std::move(why);
}

CampaignResult Campaign::result_of_hang(const Case& stuck_at, std::string_view why) const {
  CampaignResult result = result_;
  Judgement hung;
  hung.verdict = Verdict::kHung;
  hung.reason = why;
  if (!counted_) {
    result.stats.add(current_idx_, stuck_at, print_case(stuck_at), hung);
    result.next_idx = current_idx_ + 1;
  }
  result.end = CampaignEnd::kHung;
  result.findings.push_back(investigate(current_idx_, stuck_at, hung, judge_case_, {}));
  result.stats.findings = result.findings.size();
  result.stats.seconds = Seconds(Clock::now() - start_).count();
  return result;
}

}  // namespace ropekv
