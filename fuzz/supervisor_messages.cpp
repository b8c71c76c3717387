// What workers say, and what follows from their deaths.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fuzz/signature.h"
#include "fuzz/supervisor.h"

namespace ropekv {
namespace {

constexpr int kMostDeathsOfABlock = 4 * static_cast<int>(kBlockCases);
constexpr int kMostDeathsOfAnInvestigation = 5;
constexpr int kOftenEnough = 3;          // to explain deaths of one kind
constexpr int kMostDeathsInCompany = 6;  // of a block

// It died while it took its device, or could start no workers of its own on it.
bool could_not_start(const Death& death, Slot::Job job) {
  if (death.from_outside) return false;
  if (death.phase == Phase::kStarting) return true;
  return job != Slot::Job::kBlock &&
         (death.exit_status == static_cast<int>(ExitCode::kDeviceLost) ||
          death.exit_status == static_cast<int>(ExitCode::kNoGpu));
}

}  // namespace

// That a process is up says nothing yet: it takes its device afterwards.
void Supervisor::take(Slot* slot, const Json& message) {
  if (message.value("event", "") != "up") slot->home().failed_starts = 0;
  if (message.contains("event")) return take_event(slot, message);
  if (message.contains("block")) return take_block(slot, message);
  if (message.contains("given")) return take_autopsy(slot, message);
  if (message.contains("finding")) return take_finding(slot, message);
}

void Supervisor::take_event(Slot* slot, const Json& event) {
  const auto kind = event.at("event").get<std::string>();
  if (kind == "up") {
    respawns_.up_milliseconds += 1e3 * Seconds(Clock::now() - slot->home().born).count();
    return;
  }
  if (kind == "ready") {
    ++respawns_.num_lanes;
    respawns_.lane_milliseconds += event.at("milliseconds").get<double>();
    return;
  }
  const auto case_idx = event.at("idx").get<uint64_t>();
  const auto line = event.at("line").get<std::string>();
  if (kind == "before") return listener_.before_case(case_idx, line);
  const Judgement judgement = judgement_from(event.at("judgement"));
  if (kind == "only_in_company") {
    return note_company(case_idx, line, judgement, event.at("company").get<std::string>());
  }
  listener_.after_case(case_idx, line, judgement);
  if (!is_failure(judgement.verdict)) return;
  const std::string signature = signature_of(judgement, *context_.kernel);
  if (!book_.knows(signature) && announced_.insert(signature).second) {
    listener_.before_shrinking(case_idx, line, judgement);
  }
}

void Supervisor::take_block(Slot* slot, const Json& message) {
  const BlockKey key{slot->block.family, 0, slot->block.number,
                     message.at("count").get<uint64_t>()};
  if (key.count > 0) book_.add_block(key, block_result_from(message.at("block")));
  finish_block(slot);
}

void Supervisor::take_autopsy(Slot* slot, const Json& message) {
  for (const Json& one : message.at("given")) {
    slot->block.given[one.at(0).get<uint64_t>()] = judgement_from(one.at(1));
  }
  if (!message.at("observation").is_null()) {
    const Observation observation = observation_from(message.at("observation"));
    ++explained_[observation.signature.substr(0, observation.signature.rfind(' '))];
    observe(observation);
  }
  if (give_up_) {
    finish_block(slot);
  } else {
    slot->send(to_json(slot->block), Slot::Job::kBlock, &respawns_);
  }
}

void Supervisor::take_finding(Slot* slot, const Json& message) {
  const FindingRecord record = finding_record_from(message.at("finding"));
  slot->job = Slot::Job::kNone;
  slot->deaths = 0;
  if (slot->team) slot->process.reset();
  // What was cut short would be short for ever: a resumed campaign does it again.
  if (give_up_ && end_ != CampaignEnd::kDone) return;
  book_.add_finding(record);
  listener_.on_finding(record);
  book_.commit_if_possible();
}

void Supervisor::on_death(Slot* slot, bool hung) {
  const Death death = slot->process->bury(hung);
  slot->process.reset();
  slot->is_sent = false;
  if (slot->job == Slot::Job::kNone) return;
  ++slot->deaths;
  if (could_not_start(death, slot->job))
    return on_failed_start(slot, hung ? "it takes too long" : death.how);
  if (slot->job == Slot::Job::kBlock) {
    if (slot->inquest) slot->inquest->explained = true;
    if (give_up_) return finish_block(slot);
    if (slot->deaths > kMostDeathsOfABlock) {
      return end(CampaignEnd::kHarnessError, "block after block, its workers die: " + death.how);
    }
    if (death.phase == Phase::kCanary) return on_lost_canary(slot, death);
    // When a worker starts, and between cases, no kernel runs: it was someone from outside.
    const bool in_no_case = death.phase == Phase::kStarting || death.phase == Phase::kIdle;
    if (!in_no_case || !death.from_outside) return begin_autopsy(slot, death);
  } else if (death.exit_status == static_cast<int>(ExitCode::kHarness) && !death.from_outside) {
    return end(CampaignEnd::kHarnessError, death.how);
  } else if (slot->deaths > kMostDeathsOfAnInvestigation) {
    return end(CampaignEnd::kHarnessError, "the investigation of a finding dies: " + death.how);
  }
  slot->send(slot->request, slot->job, &respawns_);
}

// The case at hand had its verdict: no blame on it. Whatever ended the process, be it what an
// earlier case did to it, will do so again at a case that it concerns; so the block is done again
// without this canary, which stays due and not run.
void Supervisor::on_lost_canary(Slot* slot, const Death& death) {
  if (death.exit_status == static_cast<int>(ExitCode::kHarness)) {
    return end(CampaignEnd::kHarnessError, death.how);
  }
  if (!death.from_outside) slot->block.lost_canaries.insert(death.case_idx);
  slot->send(to_json(slot->block), Slot::Job::kBlock, &respawns_);
}

// What it was at is given back, and done by others.
void Supervisor::on_failed_start(Slot* slot, const std::string& why) {
  if (!slot->home().gives_up_starting(why)) return;  // watch() tries again
  const std::string& device = slot->config.device;
  const std::string sentence = fmt::format("{}: workers do not start: {}", device, why);
  if (std::ranges::count(lost_, sentence) == 0) lost_.push_back(sentence);
  finish_block(slot);
  slot->lost = true;
  if (slot->team) {
    for (Slot* other : slot->team->slots) {
      if (other->is_with_team()) finish_block(other);
      other->lost = true;
    }
  }
  if (std::ranges::all_of(slots_, [](const auto& other) { return other->lost; })) {
    end(device == "host" ? CampaignEnd::kHarnessError : CampaignEnd::kDeviceLost, sentence);
  }
}

void Supervisor::begin_autopsy(Slot* slot, const Death& death) {
  const std::string kind = fmt::format("{}|crashed_in_company|{}", context_.kernel->name,
                                       death.hung ? "hung" : death_name(death.how));
  std::vector<uint64_t> each_alone;
  for (uint64_t i = 0; slot->deaths > kMostDeathsInCompany && i < slot->block.count; ++i) {
    if (!slot->block.given.contains(slot->block.index(i))) {
      each_alone.push_back(slot->block.index(i));
    }
  }
  slot->send({{"op", "autopsy"},
              {"idx", death.case_idx},
              {"how", death.how},
              {"phase", static_cast<uint32_t>(death.phase)},
              {"hung", death.hung},
              {"from_outside", death.from_outside},
              {"before", slot->run_before(death.case_idx)},
              {"only_alone", explained_[kind] >= kOftenEnough},
              {"each_alone", each_alone}},
             Slot::Job::kAutopsy, &respawns_);
}

}  // namespace ropekv
