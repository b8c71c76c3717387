#include "fuzz/campaign_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "fuzz/block_choice.h"
#include "fuzz/fold.h"

namespace ropekv {
namespace {

constexpr std::chrono::seconds kBetweenTries{1};
constexpr std::chrono::seconds kPatienceAtEnd{60};

// A failure that nobody could look into: interrupted before its turn.
FindingRecord uninvestigated(const std::string& signature, const FailureCount& failure,
                             const RunContext& context) {
  FindingRecord record;
  record.signature = signature;
  const size_t begin = signature.find('|') + 1;
  record.headline = signature.substr(begin, signature.find('|', begin) - begin);
  record.verdict = record.headline == "crashed" ? Verdict::kCrashed
                   : record.headline == "hung"  ? Verdict::kHung
                                                : Verdict::kFailed;
  record.case_idx = failure.first_idx;
  record.line = record.minimal_line = failure.first_line;
  record.replay = context.replay_line_command(failure.first_line);
  return record;
}

void add_observed(const StoreContent& content, const RunContext& context,
                  std::vector<FindingRecord>* findings) {
  std::map<std::string, std::vector<Observation>> observed;
  for (const Observation& one : content.observations) observed[one.signature].push_back(one);
  for (const auto& [signature, all] : observed) findings->push_back(record_of(all, context));
}

}  // namespace

CampaignBook::CampaignBook(Store* store, StoreContent content, const BlockFamily& family,
                           std::optional<uint64_t> runs)
    : store_(store), content_(std::move(content)), family_(family), runs_(runs) {
  if (runs) content_.runs = std::max(*runs, content_.runs.value_or(0));
  failures_ = sum_of(content_.blocks, choose_blocks(content_.blocks)).failures;
}

uint64_t CampaignBook::piece_count(uint64_t number) const {
  if (!runs_) return kBlockCases;
  const uint64_t end = family_.ordinals_below(*runs_);
  const uint64_t begin = number * kBlockCases;
  return end > begin ? std::min(kBlockCases, end - begin) : 0;
}

bool CampaignBook::is_done(const Piece& piece) const {
  return content_.blocks.is_done(family_, piece.number, piece.count);
}

uint64_t CampaignBook::frontier() {
  while (piece_count(frontier_) > 0 && is_done({frontier_, piece_count(frontier_)})) ++frontier_;
  return frontier_;
}

void CampaignBook::add_block(const BlockKey& key, const BlockResult& result) {
  update_.add(content_.blocks.add(key, result));
  for (const auto& [signature, failure] : result.failures) {
    FailureCount& sum = failures_[signature];
    if (sum.num_cases == 0 || failure.first_idx < sum.first_idx) {
      sum.first_idx = failure.first_idx;
      sum.first_line = failure.first_line;
    }
    sum.num_cases += failure.num_cases;
  }
  frontier();
}

void CampaignBook::add_finding(const FindingRecord& record) {
  if (content_.add_finding(record)) update_.findings.push_back(record);
}

void CampaignBook::add_observation(const Observation& observation) {
  if (content_.observations.insert(observation).second) {
    update_.observations.push_back(observation);
  }
}

bool CampaignBook::has_observed(const std::string& signature) const {
  return std::ranges::any_of(content_.observations,
                             [&](const auto& one) { return one.signature == signature; });
}

std::vector<FindingRecord> CampaignBook::known(const RunContext& context) const {
  std::vector<FindingRecord> findings = content_.findings;
  add_observed(content_, context, &findings);
  return findings;
}

std::vector<CampaignBook::Pending> CampaignBook::pending(bool all) const {
  std::vector<Pending> pending;
  for (const auto& [signature, failure] : failures_) {
    const auto known = std::ranges::find(content_.findings, signature, &FindingRecord::signature);
    if (known != content_.findings.end() && known->case_idx <= failure.first_idx) continue;
    const uint64_t block = family_.ordinals_below(failure.first_idx) / kBlockCases;
    if (all || block < frontier_) pending.push_back({signature, failure});
  }
  std::ranges::sort(pending, {}, [](const Pending& one) { return one.failure.first_idx; });
  return pending;
}

void CampaignBook::commit_if_due() {
  if (Clock::now() >= next_commit_) commit_if_possible();
}

void CampaignBook::commit_if_possible() {
  try {
    commit();
  } catch (const SqliteBusy& busy) {
    next_commit_ = Clock::now() + kBetweenTries;
    if (say_busy_) say_busy_(busy.what());
    say_busy_ = nullptr;
  }
}

void CampaignBook::commit_at_end() {
  const Clock::time_point give_up = Clock::now() + kPatienceAtEnd;
  for (;;) {
    try {
      return commit();
    } catch (const SqliteBusy& busy) {
      if (Clock::now() >= give_up) {
        throw SqliteError(fmt::format("someone else held it for {} s after the end: {}",
                                      kPatienceAtEnd.count(), busy.what()));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));  // not all waiting is SQLite's
    }
  }
}

void CampaignBook::commit() {
  if (!store_ || update_.empty()) return;
  const Clock::time_point start = Clock::now();
  store_->commit(update_, content_);
  update_ = {};
  const Clock::time_point end = Clock::now();
  next_commit_ = end + 10 * (end - start);
}

CampaignResult CampaignBook::result(const RunContext& context) const {
  const BlockChoice choice = choose_blocks(content_.blocks);
  const BlockResult sum = sum_of(content_.blocks, choice);
  CampaignResult result;
  result.stats = sum.stats;
  result.coverage = sum.coverage;
  result.slowest = sum.slowest;
  result.missed_canaries = sum.missed_canaries;
  result.interval = interval_text(choice, runs_.value_or(0));
  result.findings = content_.findings;
  for (const auto& [signature, failure] : sum.failures) {
    auto found = std::ranges::find(result.findings, signature, &FindingRecord::signature);
    if (found == result.findings.end()) {
      found = result.findings.insert(found, uninvestigated(signature, failure, context));
    }
    found->num_cases = failure.num_cases;
  }
  add_observed(content_, context, &result.findings);
  std::ranges::sort(result.findings, {}, &FindingRecord::case_idx);
  result.stats.findings = fold(result.findings).size();
  return result;
}

}  // namespace ropekv
