#include "properties/serving.h"

#include <algorithm>
#include <vector>

#include "reference/hash.h"

namespace ropekv {
namespace {

constexpr uint32_t kStreamTemper = 16;
constexpr uint32_t kStreamSteps = 17;

std::vector<int64_t> ids_of(const ServingEngine& engine) {
  std::vector<int64_t> ids;
  for (const auto& [id, request] : engine.requests()) ids.push_back(id);
  return ids;
}

Draws draws_for(const Case& c, uint32_t stream) {
  return Draws(mix64(c.scenario.seed), stream);
}

}  // namespace

std::string step_name(const HistoryStep& step) {
  return "step " + std::to_string(step.step_idx) +
         " of the history: " + std::to_string(step.batch.num_prefill) + " prefill, " +
         std::to_string(step.batch.num_decode) + " decode, " +
         std::to_string(step.batch.num_padded) + " padded";
}

Inputs step_inputs(const Case& c, const Batch& batch) {
  Case step = c;
  step.scenario = {};
  step.num_tokens = batch.num_tokens();
  step.num_slots_given = std::ssize(batch.slot_mapping);
  step.positions = {PositionKind::kList, 0, batch.positions};
  step.slots = {SlotKind::kList, 0, 1, batch.slot_mapping};
  step.holes = {};
  step.bad_positions_permille = 0;
  return materialise(step);
}

History::Temper History::draw_temper(Draws* draws, int64_t most_tokens) {
  Temper temper{};
  temper.order = static_cast<FreeOrder>(draws->below(3));
  temper.arrive = draws->between(10, 70);
  temper.fork = draws->between(0, 60);
  temper.preempt = draws->between(0, 4);
  temper.speculate = draws->chance(50) ? draws->between(10, 60) : 0;
  temper.pad = draws->between(0, 100);
  temper.most_requests = draws->between(2, std::clamp<int64_t>(most_tokens, 2, 16));
  temper.most_drafts = draws->between(1, 4);
  return temper;
}

History::History(const Case& c)
    : data_seed_(c.data_seed),
      most_tokens_(std::min(c.num_tokens, c.num_slots_given)),
      max_position_(c.max_position),
      num_slots_(c.num_slots),
      reserved_slot_(c.reserved_slot),
      draws_(draws_for(c, kStreamSteps)),
      temper_([&] {
        Draws draws = draws_for(c, kStreamTemper);
        return draw_temper(&draws, most_tokens_);
      }()),
      engine_(c.num_slots, c.page_size, c.reserved_slot, temper_.order, mix64(c.scenario.seed)) {}

HistoryStep History::next() {
  HistoryStep step;
  step.step_idx = num_steps_++;
  step.data_seed = mix64(data_seed_ ^ mix64(static_cast<uint64_t>(num_steps_)));
  in_batch_.clear();
  take_back_drafts();
  retire();
  admit();
  if (draws_.chance(50)) {
    decode(&step.batch);
    prefill(&step.batch);
  } else {
    prefill(&step.batch);
    decode(&step.batch);
  }
  pad(&step.batch);
  return step;
}

// What the target model did not accept: the same slots are written again.
void History::take_back_drafts() {
  for (const auto& [id, most] : drafts_) {
    const int64_t rejected = draws_.between(0, most);
    engine_.roll_back(id, rejected);
  }
  drafts_.clear();
}

void History::retire() {
  for (const int64_t id : ids_of(engine_)) {
    if (engine_.requests().at(id).is_finished()) {
      engine_.finish(id);
    } else if (draws_.chance(temper_.preempt)) {
      engine_.preempt(id);
    }
  }
}

void History::admit() {
  const int64_t most_length = std::min(max_position_, engine_.capacity());
  const std::vector<int64_t> ids = ids_of(engine_);
  if (most_length <= 0 || std::ssize(ids) >= temper_.most_requests) return;
  // Into a crowded pool hardly anybody is let in, else requests do nothing but preempt each other.
  const bool crowded = 4 * engine_.pool().num_free() < engine_.pool().num_usable();
  if (!ids.empty() && !draws_.chance(crowded ? temper_.arrive / 8 : temper_.arrive)) return;
  const int64_t prompt = draws_.by_octave(std::min(most_length, 2 * most_tokens_));
  const int64_t answer = draws_.by_octave(64);
  int64_t length = std::min(prompt + answer, most_length);
  if (!ids.empty() && draws_.chance(temper_.fork)) {
    const int64_t parent = ids[draws_.below(std::ssize(ids))];
    const Request& from = engine_.requests().at(parent);
    length = std::min(length, max_position_ - from.first_position);
    const int64_t most_pages = draws_.by_octave(std::max<int64_t>(1, std::ssize(from.pages)));
    if (engine_.fork(parent, most_pages, std::min(prompt, length), length) >= 0) return;
  }
  // Positions need not begin at 0: a sliding window has dropped what came before.
  const int64_t latest = max_position_ - length;
  const int64_t first_position = draws_.chance(50) ? 0 : draws_.between(0, latest);
  engine_.arrive(first_position, std::min(prompt, length), length);
}

void History::decode(Batch* batch) {
  for (const int64_t id : ids_of(engine_)) {
    const Request& request = engine_.requests().at(id);
    if (in_batch_.contains(id) || request.in_prefill() || room(*batch) == 0) continue;
    int64_t wanted = 1;
    if (draws_.chance(temper_.speculate)) wanted += draws_.between(1, temper_.most_drafts);
    const int64_t before = batch->num_tokens();
    append(id, wanted, batch);
    const int64_t drafts = batch->num_tokens() - before - 1;
    if (drafts > 0) drafts_[id] = drafts;
  }
}

void History::prefill(Batch* batch) {
  for (const int64_t id : ids_of(engine_)) {
    const Request& request = engine_.requests().at(id);
    if (in_batch_.contains(id) || !request.in_prefill() || room(*batch) == 0) continue;
    const int64_t chunk = draws_.by_octave(room(*batch));
    append(id, std::min(chunk, request.prompt_length - request.num_rows), batch);
  }
}

// A pool without a free page takes those of the newest request that has no token in this batch.
void History::append(int64_t id, int64_t wanted, Batch* batch) {
  wanted = std::min(wanted, room(*batch));
  while (engine_.append(id, wanted, batch) == 0) {
    if (engine_.requests().at(id).is_finished() || !preempt_newest(id)) return;
  }
  in_batch_.insert(id);
}

bool History::preempt_newest(int64_t except) {
  const auto& requests = engine_.requests();
  for (auto at = requests.rbegin(); at != requests.rend(); ++at) {
    const auto& [id, request] = *at;
    if (id == except || in_batch_.contains(id) || request.pages.empty()) continue;
    engine_.preempt(id);
    return true;
  }
  return false;
}

// A captured graph has a fixed number of rows: the last ones belong to nobody.
void History::pad(Batch* batch) {
  if (room(*batch) == 0) return;
  if (!draws_.chance(batch->positions.empty() ? 90 : temper_.pad)) return;
  const bool to_the_end = draws_.chance(30);
  const int64_t rows = to_the_end ? room(*batch) : draws_.by_octave(room(*batch));
  const bool at_random_positions = draws_.chance(50);
  const int64_t kind = draws_.below(reserved_slot_ >= 0 ? 4 : 2);
  for (int64_t i = 0; i < rows; ++i) {
    batch->positions.push_back(at_random_positions ? draws_.below(max_position_) : 0);
    batch->slot_mapping.push_back(kind >= 2 ? reserved_slot_ : kind == 1 ? num_slots_ : -1);
  }
  if (draws_.chance(30)) {
    const int64_t left_out = draws_.between(1, rows);
    batch->slot_mapping.resize(batch->slot_mapping.size() - left_out);
  }
  batch->num_padded = rows;
}

}  // namespace ropekv
