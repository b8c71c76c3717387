// Deaths of processes in which several cases run side by side.
#include <fmt/format.h>

#include <algorithm>

#include "fuzz/signature.h"
#include "fuzz/supervisor.h"

namespace ropekv {
namespace {

// Who may have killed the process: whoever had a launch in flight, or said why it ends.
std::vector<Slot*> suspects_of(const Team& team, const Death& death, std::optional<int> hung_seat) {
  std::vector<Slot*> suspects, at_a_case;
  for (Slot* slot : team.slots) {
    if (!slot->is_with_team()) continue;
    const Death seen = team.process->seen_from(slot->seat, death);
    if (seen.phase == Phase::kIdle || seen.phase == Phase::kStarting) continue;
    at_a_case.push_back(slot);
    const bool in_flight = seen.phase == Phase::kLaunching || seen.phase == Phase::kCanary;
    if (in_flight || hung_seat == slot->seat ||
        team.process->page(slot->seat).word_is_from_here()) {
      suspects.push_back(slot);
    }
  }
  return suspects.empty() ? at_a_case : suspects;
}

}  // namespace

void Supervisor::on_death(Team* team, std::optional<int> hung_seat) {
  const Death death = team->process->bury(hung_seat.has_value());
  const std::vector<Slot*> suspects = suspects_of(*team, death, hung_seat);
  auto inquest = std::make_shared<Inquest>();
  inquest->death = death;
  inquest->num_open = suspects.size();
  for (Slot* slot : suspects) {
    const Death seen = team->process->seen_from(slot->seat, death);
    slot->inquest = inquest;
    if (seen.phase == Phase::kCanary) continue;  // its case had its verdict
    if (inquest->lines.empty()) inquest->death = seen;
    inquest->lines.push_back(seen.line);
  }
  inquest->explained = inquest->lines.empty();
  team->process.reset();
  Slot* member = nullptr;
  for (Slot* slot : team->slots) {
    if (!slot->is_with_team()) continue;
    slot->is_sent = false;  // watch() sends it again
    member = slot;
    if (give_up_) finish_block(slot);
  }
  for (Slot* slot : suspects) {
    if (give_up_) {
      finish_block(slot);
    } else {
      slot->send(to_json(slot->block), Slot::Job::kBlock, &respawns_);
    }
  }
  const bool died_at_start = suspects.empty() && !death.from_outside;
  if (died_at_start && member && !give_up_) on_failed_start(member, death.how);
}

void Supervisor::finish_block(Slot* slot) {
  slot->finish_block();
  if (!slot->inquest) return;
  slot->process.reset();
  if (--slot->inquest->num_open == 0 && !give_up_) close(*slot->inquest);
  slot->inquest.reset();
}

// A SIGKILL from outside may strike anyone.
void Supervisor::close(const Inquest& inquest) {
  if (inquest.explained || inquest.death.from_outside) return;
  const Death& death = inquest.death;
  observe({fmt::format("{}|crashed_in_company|{} beside_others", context_.kernel->name,
                       death.hung ? "hung" : death_name(death.how)),
           death.case_idx,
           fmt::format("{} while {} cases ran side by side, and not when each was run alone",
                       death.how, inquest.lines.size()),
           inquest.lines, 2, 1});
}

void Supervisor::note_company(uint64_t case_idx, const std::string& line,
                              const Judgement& judgement, const std::string& company) {
  const std::string signature = signature_of(judgement, *context_.kernel);
  const bool after = company == "after_others";
  observe({fmt::format("{}|failed_in_company|{}{}", context_.kernel->name,
                       signature.substr(signature.find('|') + 1), after ? " after_others" : ""),
           case_idx,
           after ? "after what its process had run before, and not in a new one"
                 : "while other cases ran beside it, and not alone",
           {line},
           2,
           1});
}

void Supervisor::observe(const Observation& observation) {
  const bool is_new =
      announced_.insert(observation.signature).second && !book_.has_observed(observation.signature);
  book_.add_observation(observation);
  if (is_new) listener_.on_finding(record_of({observation}, context_));
}

}  // namespace ropekv
