#include "fuzz/events.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <nlohmann/json.hpp>

#include "fuzz/exit_code.h"
#include "fuzz/fold.h"

namespace ropekv {
namespace {

constexpr Clock::duration kFirstProgress = std::chrono::seconds(10);
constexpr Clock::duration kMostBetween = std::chrono::minutes(10);

Json totals(const CampaignResult& result) {
  const Stats& stats = result.stats;
  Json verdicts = Json::object();
  for (size_t i = 0; i < stats.verdicts.size(); ++i) {
    verdicts[std::string(verdict_name(static_cast<Verdict>(i)))] = stats.verdicts[i];
  }
  return {{"done", stats.done()},
          {"done_here", result.done_here},
          {"verdicts", verdicts},
          {"elements_checked", stats.elements_checked},
          {"bytes_checked", stats.bytes_checked},
          {"cases_per_second", stats.rate.value_or(0)},
          {"coverage_buckets", {result.coverage.num_hit(), result.coverage.num_buckets()}},
          {"coverage_pairs", {result.coverage.num_pairs_hit(), result.coverage.num_pairs()}},
          {"canaries_due", stats.canaries.due},
          {"canaries_run", stats.canaries.run},
          {"canaries_missed", stats.canaries.missed},
          {"findings", stats.findings}};
}

}  // namespace

EventLog::EventLog(const std::string& path, const Identity& identity, const std::string& device,
                   bool verbose)
    : path_(path), verbose_(verbose), between_progress_(kFirstProgress) {
  fd_ = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd_ < 0) {
    throw usage_error(
        fmt::format("--jsonl is '{}': it cannot be opened: {}", path, std::strerror(errno)));
  }
  Json options = Json::object();
  for (const auto& [name, value] : identity.parts) options[name] = value;
  put({{"event", "campaign"}, {"device", device}, {"options", options}});
  if (failure_.empty()) return;
  close(fd_);  // no destructor runs
  throw usage_error(failure_);
}

EventLog::~EventLog() {
  close(fd_);
}

void EventLog::put(Json event) {
  event["schema"] = kEventSchema;
  event["unix_time"] = std::time(nullptr);
  event["elapsed"] = Seconds(Clock::now() - start_).count();
  // Text of a kernel or a driver may be anything; a line must be JSON.
  const std::string line = event.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
  struct stat before {};
  const bool known = fstat(fd_, &before) == 0 && S_ISREG(before.st_mode);
  errno = 0;
  const ssize_t written = write(fd_, line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size())) return;
  const std::string why = errno == 0 ? "the disk is full" : std::strerror(errno);
  failure_ = fmt::format("--jsonl is '{}': it cannot be written: {}", path_, why);
  if (written > 0 && known) [[maybe_unused]]
    const int ignored = ftruncate(fd_, before.st_size);
}

void EventLog::after_case(uint64_t case_idx, std::string_view line, const Judgement& judgement) {
  if (!verbose_) return;
  put({{"event", "case"},
       {"case_idx", case_idx},
       {"line", line},
       {"verdict", verdict_name(judgement.verdict)},
       {"reason", judgement.reason},
       {"milliseconds", judgement.launch_milliseconds}});
}

void EventLog::on_finding(const FindingRecord& finding) {
  put_finding(finding, false);
}

void EventLog::on_known(const FindingRecord& finding) {
  put_finding(finding, true);
}

void EventLog::put_finding(const FindingRecord& finding, bool known) {
  Json event = to_json(finding);
  event["event"] = "finding";
  event["verdict"] = verdict_name(finding.verdict);
  event["known"] = known;
  put(std::move(event));
}

void EventLog::on_progress(const CampaignResult& so_far) {
  const Clock::time_point now = Clock::now();
  if (next_progress_ == Clock::time_point{}) next_progress_ = now + between_progress_;
  if (now < next_progress_) return;
  between_progress_ = std::min(kMostBetween, between_progress_ * 3 / 2);
  next_progress_ = now + between_progress_;
  Json event = totals(so_far);
  event["event"] = "progress";
  put(std::move(event));
}

void EventLog::on_end(const CampaignResult& result) {
  Json event = totals(result);
  event["event"] = "summary";
  event["interval"] = result.interval;
  event["digest"] = digest_text(result.stats.digest);
  event["output_digest"] = digest_text(result.stats.output_digest);
  event["exit_status"] = static_cast<int>(result.exit_code());
  event["why"] = result.why.empty() ? result.why_it_means_nothing() : result.why;
  event["slowest"] = Json::array();
  for (const SlowestCase& slow : result.slowest) {
    event["slowest"].push_back(
        {{"case_idx", slow.case_idx}, {"line", slow.line}, {"milliseconds", slow.milliseconds}});
  }
  event["missed_canaries"] = Json::array();
  for (const MissedCanary& one : result.missed_canaries) {
    event["missed_canaries"].push_back({{"case_idx", one.case_idx},
                                        {"line", one.line},
                                        {"kernel", one.kernel},
                                        {"property", one.property},
                                        {"replay", one.replay_command()}});
  }
  event["signatures"] = Json::array();
  for (const FoldedFinding& one : fold(result.findings)) {
    Json also = Json::array();
    for (const size_t i : one.also) also.push_back(result.findings[i].signature);
    const FindingRecord& head = result.findings[one.head];
    event["signatures"].push_back(
        {{"signature", head.signature}, {"num_cases", head.num_cases}, {"also", also}});
  }
  put(std::move(event));
}

}  // namespace ropekv
