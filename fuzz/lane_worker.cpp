#include "fuzz/lane_worker.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "fuzz/announced_kernel.h"
#include "fuzz/choices.h"
#include "fuzz/exit_code.h"
#include "fuzz/held.h"
#include "fuzz/loaded_kernel.h"
#include "fuzz/result_line.h"
#include "fuzz/signature.h"
#include "reference/case_text.h"
#include "reference/harness_error.h"

namespace ropekv {

LaneWorker::LaneWorker(const WorkerConfig& config, Say say, WorkerPage* page, SecondOpinion* second,
                       Company* company)
    : config_(config), say_(std::move(say)), page_(page), second_(second), company_(company) {}

void LaneWorker::take_lane() {
  if (lane_) return;
  page_->enter(Phase::kStarting);
  const Clock::time_point start = Clock::now();
  kernel_ = &loaded_kernel(config_.kernel);
  announced_ = announced_kernel(*kernel_, page_);
  lane_ = choose_lane(config_.device, *kernel_);
  const JudgeOptions options{config_.source.size, choose_properties(config_.only),
                             config_.of_campaign};
  judge_case_.emplace(announced_, *lane_, options);
  if (config_.against) {
    other_ = announced_kernel(loaded_kernel(*config_.against, "--against"), page_);
    judge_case_->compare_with(&other_);
  }
  page_->rest();
  const double milliseconds = 1e3 * Seconds(Clock::now() - start).count();
  say_({{"event", "ready"}, {"milliseconds", milliseconds}});
}

// A verdict of Crashed means that the context is poisoned: the parent reads why on the page.
Judgement LaneWorker::unless_crashed(Judgement judgement) {
  if (judgement.verdict == Verdict::kCrashed) {
    page_->leave_word(judgement.reason);
    _exit(static_cast<int>(ExitCode::kDeviceLost));
  }
  return judgement;
}

Judgement LaneWorker::judge_here(const Case& c, const std::vector<std::string_view>& only) {
  // Whether each of two launches at once is claimed is asked before there is any, and the asking is
  // a plug-in's own code.
  const bool asks_first = kernel_->supports && c.scenario.kind == ScenarioKind::kOverlap;
  if (asks_first) page_->enter(Phase::kLaunching);
  return unless_crashed((*judge_case_)(c, only));
}

// Beside others, as any case: who is alone has nobody's canary beside it.
Judgement LaneWorker::judge_canary(const Case& c, const Canary& canary) {
  page_->rest();  // others may be alone before it
  std::optional<Company::Stay> stay;
  if (company_) stay.emplace(company_, Company::Stay::Kind::kBesideOthers);
  page_->begin_canary();
  LaneJudge judge_it(canary.kernel, *lane_, {config_.source.size, {canary.property}});
  return unless_crashed(judge_it(c, {}));
}

// The verdict of a case is the one it gets alone.
Judgement LaneWorker::judge_in_company(const Case& c) {
  Judgement judgement;
  {
    const Company::Stay stay(company_, Company::Stay::Kind::kBesideOthers);
    page_->restart_clock();
    judgement = judge_here(c, {});
  }
  if (!is_failure(judgement.verdict)) return judgement;
  page_->rest();  // others may be alone before it, each with a process to wait for
  const Company::Stay stay(company_, Company::Stay::Kind::kAlone);
  page_->enter(Phase::kPreparing);
  page_->restart_clock();
  Judgement alone = judge_here(c, {});
  if (is_failure(alone.verdict)) return judge_alone(c, alone);
  only_in_company(c, judgement, page_->case_idx(), "beside_others");
  return alone;
}

Judgement LaneWorker::judge_in_process(const Case& c) {
  Judgement judgement = judge_here(c, {});
  return is_failure(judgement.verdict) ? judge_alone(c, judgement) : judgement;
}

// Of a failure. Meanwhile the child watches the time.
Judgement LaneWorker::judge_alone(const Case& c, const Judgement& here) {
  const uint64_t case_idx = page_->case_idx();
  page_->rest();
  const auto alone = second_->on(c, signature_of(here, *kernel_), *kernel_);
  if (!alone) return here;
  if (!is_failure(alone->verdict)) only_in_company(c, here, case_idx, "after_others");
  return *alone;
}

void LaneWorker::only_in_company(const Case& c, const Judgement& judgement, uint64_t case_idx,
                                 std::string_view company) {
  say_({{"event", "only_in_company"},
        {"company", company},
        {"idx", case_idx},
        {"line", print_case(c)},
        {"judgement", to_json(judgement)}});
}

Json LaneWorker::answer(const std::string& op, const Json& request) {
  take_lane();
  if (op == "block") {
    second_->begin_block();
    const JudgeCase judge_case = [this](const Case& c, const auto&) {
      return company_ ? judge_in_company(c) : judge_in_process(c);
    };
    const CanaryStream canaries{
        choose_properties(config_.only),
        [this](const Case& c, const Canary& canary) { return judge_canary(c, canary); }};
    const BlockDone done = run_block(block_job_from(request), config_.source, *kernel_, judge_case,
                                     this, canaries, config_.known);
    return {{"count", done.count}, {"block", to_json(done.result)}};
  }
  if (op != "judge" && op != "repeat") {
    throw HarnessError("a worker was asked for '" + op + "'");
  }
  std::string error;
  const auto line = request.at("line").get<std::string>();
  const auto c = parse_case(line, &error);
  if (!c) throw HarnessError("a worker was sent no case: " + error);
  if (op == "repeat") return {{"kept", kept_by_each_launch_of(*c, line)}};
  page_->begin_case(line);
  const auto only = choose_properties(request.at("only").get<std::vector<std::string>>());
  return {{"judgement", to_json(judge_here(*c, only))}};
}

// Of launches that pass, if they do not take all day; where the heap is the system's: under
// AddressSanitizer it keeps what was given back.
std::string LaneWorker::kept_by_each_launch_of(const Case& c, const std::string& line) {
#if defined(__SANITIZE_ADDRESS__)
  return {};
#endif
  constexpr Seconds kMost = std::chrono::seconds(5);
  const Clock::time_point start = Clock::now();
  bool passed = true;
  const HeldAfterWindows held = hold_after_windows([&] {
    if (!passed) return;
    page_->begin_case(line);
    passed = judge_here(c, {"launch_succeeds"}).verdict == Verdict::kPassed &&
             Clock::now() - start < kMost;
  });
  return passed ? kept_by_each_launch(held) : "";
}

void LaneWorker::before_generating(uint64_t case_idx) {
  page_->begin(case_idx);
}

void LaneWorker::before_case(uint64_t case_idx, const std::string& line) {
  page_->begin_case(line);
  if (!config_.verbose) return;
  say_({{"event", "before"}, {"idx", case_idx}, {"line", line}});
}

// Failures are told at once: the supervisor prints the line before anything else happens.
void LaneWorker::after_case(uint64_t case_idx, const std::string& line,
                            const Judgement& judgement) {
  page_->restart_clock();  // what comes now is ours
  if (!config_.verbose && !is_failure(judgement.verdict)) return;
  say_({{"event", "after"}, {"idx", case_idx}, {"line", line}, {"judgement", to_json(judgement)}});
}

std::vector<std::string> device_names_here() {
  std::vector<std::string> names;
  for (int i = 0; i < num_cuda_devices(); ++i) names.push_back(make_cuda_lane(i)->device_name());
  return names;
}

}  // namespace ropekv
