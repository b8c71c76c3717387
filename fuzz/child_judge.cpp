#include "fuzz/child_judge.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fuzz/exit_code.h"
#include "fuzz/value_json.h"
#include "reference/case_text.h"
#include "reference/harness_error.h"

namespace ropekv {

// Errors that are not the kernel's, which the process itself put into words.
void throw_if_harness(const Death& death) {
  if (death.exit_status == static_cast<int>(ExitCode::kHarness) && !death.hung) {
    throw HarnessError(fmt::format("{} in case {}", death.how, death.line));
  }
  if (death.exit_status == static_cast<int>(ExitCode::kOutOfMemory)) {
    throw OutOfMemory(death.how);
  }
  for (const ExitCode code : {ExitCode::kUsage, ExitCode::kNoGpu}) {
    if (death.exit_status == static_cast<int>(code)) throw CommandError(code, death.how);
  }
  if (death.exit_status == static_cast<int>(ExitCode::kDeviceLost) && !death.launched) {
    throw DeviceLost(death.how);
  }
  if (!death.launched && !death.from_outside) {
    throw HarnessError(fmt::format("a worker died with {} while {}, before the launch{}", death.how,
                                   phase_name(death.phase),
                                   death.line.empty() ? "" : " of case " + death.line));
  }
}

Judgement judgement_of(const Death& death, const std::string& timeout) {
  Judgement judgement;
  judgement.verdict = death.hung ? Verdict::kHung : Verdict::kCrashed;
  judgement.reason = death.hung ? fmt::format("no end after --timeout {}", timeout)
                                : fmt::format("{} while {}", death.how, phase_name(death.phase));
  return judgement;
}

std::optional<nlohmann::json> ChildJudge::ask(const nlohmann::json& request, Outcome* outcome) {
  if (!worker_) worker_ = std::make_unique<WorkerProcess>(config_);
  bool hung = false;
  auto answer = worker_->ask(request, &hung);
  if (answer) return answer;
  outcome->death = worker_->bury(hung);
  worker_.reset();
  return std::nullopt;
}

Judgement ChildJudge::operator()(const Case& c, const std::vector<std::string_view>& only) {
  Outcome outcome = run(c, only);
  if (outcome.death) throw_if_harness(*outcome.death);
  return outcome.judgement;
}

ChildJudge::Outcome ChildJudge::run(const Case& c, const std::vector<std::string_view>& only) {
  const std::vector<std::string> names(only.begin(), only.end());
  Outcome outcome;
  const auto answer = ask({{"op", "judge"}, {"line", print_case(c)}, {"only", names}}, &outcome);
  outcome.judgement = answer ? judgement_from(answer->at("judgement"))
                             : judgement_of(*outcome.death, config_.timeout);
  return outcome;
}

}  // namespace ropekv
