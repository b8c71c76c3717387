// A history of launches on one KV pool, as continuous batching makes them (ScenarioKind::kServing):
// prefill in chunks beside decode, shared prefixes, preemption, speculative tokens that are taken
// back, padded rows of captured graphs. What one launch leaves, later ones must neither lose nor
// find: a row that goes to a stale slot is seen when its new holder reads it, and not before.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "properties/serving_engine.h"
#include "reference/case.h"
#include "reference/inputs.h"

namespace ropekv {

struct HistoryStep {
  int64_t step_idx = 0;
  Batch batch;
  uint64_t data_seed = 0;  // of this launch's q, k and v
};

// "step 17 of the history: 3 prefill, 5 decode, 2 padded"
std::string step_name(const HistoryStep& step);

// What the index arrays and the table of such a launch hold. The table is that of the case in every
// step, as in a model.
Inputs step_inputs(const Case& c, const Batch& batch);

// The launches of a case, one after the other: a pure function of the case. Step n does not depend
// on how many steps there are, so a history cut behind its failing step fails the same way.
class History {
 public:
  explicit History(const Case& c);
  HistoryStep next();
  const ServingEngine& engine() const { return engine_; }

 private:
  struct Temper {  // of a whole history, in percent
    FreeOrder order;
    int64_t arrive, fork, preempt, speculate, pad;
    int64_t most_requests;
    int64_t most_drafts;
  };
  static Temper draw_temper(Draws* draws, int64_t most_tokens);

  void take_back_drafts();
  void retire();
  void admit();
  void decode(Batch* batch);
  void prefill(Batch* batch);
  void pad(Batch* batch);
  void append(int64_t id, int64_t wanted, Batch* batch);
  bool preempt_newest(int64_t except);
  int64_t room(const Batch& batch) const { return most_tokens_ - batch.num_tokens(); }

  uint64_t data_seed_;
  int64_t most_tokens_, max_position_, num_slots_, reserved_slot_;
  Draws draws_;
  Temper temper_;
  ServingEngine engine_;
  std::set<int64_t> in_batch_;         // requests with a token in the batch that is being made
  std::map<int64_t, int64_t> drafts_;  // of the last batch: tokens that may be taken back
  int64_t num_steps_ = 0;
};

}  // namespace ropekv
