// Who gets which work next.
#include <algorithm>

#include "fuzz/supervisor.h"

namespace ropekv {

// Investigations first: they are what a person waits for. Returns whether anyone has work.
bool Supervisor::hand_out_work() {
  bool busy = false;
  for (const auto& slot : slots_) {
    if (slot->job == Slot::Job::kNone && !slot->lost && end_ == CampaignEnd::kDone) {
      [[maybe_unused]] const bool given = give_investigation(slot.get()) || give_block(slot.get());
    }
    busy |= slot->job != Slot::Job::kNone;
  }
  const bool enough = options_.stop_on_first && book_.has_findings();
  if (!busy && enough && end_ == CampaignEnd::kDone) end_ = CampaignEnd::kStopOnFirst;
  return busy;
}

bool Supervisor::give_investigation(Slot* slot) {
  const auto is_taken = [&](const std::string& signature) {
    return std::ranges::any_of(slots_, [&](const auto& other) {
      return other->job == Slot::Job::kInvestigation && other->signature == signature;
    });
  };
  if (options_.stop_on_first && !book_.content().findings.empty()) return false;
  const bool blocks_in_work = std::ranges::any_of(slots_, [](const auto& other) {
    return other->job == Slot::Job::kBlock || other->job == Slot::Job::kAutopsy;
  });
  for (const CampaignBook::Pending& one : book_.pending(give_up_ && !blocks_in_work)) {
    if (is_taken(one.signature)) {
      if (options_.stop_on_first) return false;  // one is enough
      continue;
    }
    slot->signature = one.signature;
    slot->send({{"op", "investigate"},
                {"idx", one.failure.first_idx},
                {"line", one.failure.first_line},
                {"signature", one.signature},
                {"device_name", context_.device}},
               Slot::Job::kInvestigation, &respawns_);
    return true;
  }
  return false;
}

bool Supervisor::give_block(Slot* slot) {
  if (give_up_ || (options_.stop_on_first && book_.has_findings())) return false;
  const auto piece = book_.next_piece([&](uint64_t number) {
    return std::ranges::any_of(slots_, [&](const auto& other) {
      const bool at_block = other->job == Slot::Job::kBlock || other->job == Slot::Job::kAutopsy;
      return at_block && other->block.number == number;
    });
  });
  if (!piece) return false;
  slot->block = {{options_.shard.total, options_.shard.index}, piece->number, piece->count, {}};
  slot->send(to_json(slot->block), Slot::Job::kBlock, &respawns_);
  return true;
}

}  // namespace ropekv
