// What can happen to requests, as RapidCheck commands on the model and the engine.
#pragma once

#include <rapidcheck/state.h>

#include "properties/tests/serving_model.h"

namespace ropekv::testing {

using ServingCommand = rc::state::Command<ServingModel, ServedPool>;

inline int64_t pick_between(int64_t low, int64_t high) {
  return *rc::gen::inRange<int64_t>(low, high + 1);
}

inline int64_t pick_request(const ServingModel& model) {
  RC_PRE(!model.requests.empty());
  auto at = model.requests.begin();
  std::advance(at, pick_between(0, std::ssize(model.requests) - 1));
  return at->first;
}

struct Arrive : ServingCommand {
  int64_t first_position = pick_between(0, 20);
  int64_t prompt_length = pick_between(1, 12);
  int64_t length = prompt_length + pick_between(0, 12);

  void apply(ServingModel& model) const override {
    model.requests[model.next_id++] = {first_position, prompt_length, length, {}, {}};
  }
  void run(const ServingModel& model, ServedPool& served) const override {
    RC_ASSERT(served.engine.arrive(first_position, prompt_length, length) == model.next_id);
    check_served_pool(nextState(model), served);
  }
  void show(std::ostream& os) const override {
    os << "Arrive(" << first_position << ", " << prompt_length << ", " << length << ")";
  }
};

// All others happen to a request that is there.
struct ToRequest : ServingCommand {
  int64_t id;
  explicit ToRequest(const ServingModel& model) : id(pick_request(model)) {}
  void checkPreconditions(const ServingModel& model) const override {
    RC_PRE(model.requests.contains(id));
  }
};

struct Append : ToRequest {
  int64_t wanted;
  Append(const ServingModel& model, int64_t tokens) : ToRequest(model), wanted(tokens) {}
  void apply(ServingModel& model) const override { model.append(id, wanted); }
  void run(const ServingModel& model, ServedPool& served) const override {
    const ServingModel next = nextState(model);
    const ModelRequest& request = next.requests.at(id);
    const int64_t before = std::ssize(model.requests.at(id).rows);
    Batch batch;
    const int64_t appended = served.engine.append(id, wanted, &batch);
    RC_ASSERT(appended == std::ssize(request.rows) - before);
    RC_ASSERT(batch.num_prefill + batch.num_decode == appended);
    for (int64_t i = 0; i < appended; ++i) {
      RC_ASSERT(batch.positions[i] == request.first_position + before + i);
      served.memory[batch.slot_mapping[i]] = request.rows[before + i];
    }
    if (served.launch) served.launch(batch);
    check_served_pool(next, served);
  }
};

struct Prefill : Append {
  explicit Prefill(const ServingModel& model) : Append(model, pick_between(1, 8)) {}
  void checkPreconditions(const ServingModel& model) const override {
    ToRequest::checkPreconditions(model);
    const ModelRequest& request = model.requests.at(id);
    RC_PRE(std::ssize(request.rows) < request.prompt_length);
  }
  void show(std::ostream& os) const override { os << "Prefill(" << id << ", " << wanted << ")"; }
};

struct Decode : Append {
  explicit Decode(const ServingModel& model) : Append(model, pick_between(1, 3)) {}
  void checkPreconditions(const ServingModel& model) const override {
    ToRequest::checkPreconditions(model);
    const ModelRequest& request = model.requests.at(id);
    RC_PRE(std::ssize(request.rows) >= request.prompt_length);
  }
  void show(std::ostream& os) const override { os << "Decode(" << id << ", " << wanted << ")"; }
};

struct Fork : ToRequest {
  int64_t num_pages = pick_between(1, 4);
  int64_t length = pick_between(1, 24);
  explicit Fork(const ServingModel& model) : ToRequest(model) {}

  int64_t num_shared(const ServingModel& model) const {
    const int64_t rows = std::ssize(model.requests.at(id).rows);
    return std::min({num_pages, rows / model.page_size, (length - 1) / model.page_size});
  }
  void apply(ServingModel& model) const override {
    const int64_t shared = num_shared(model);
    if (shared == 0) return;
    ModelRequest child = model.requests.at(id);
    child.prompt_length = child.length = length;
    child.pages.resize(shared);
    child.rows.resize(shared * model.page_size);
    model.requests[model.next_id++] = child;
  }
  void run(const ServingModel& model, ServedPool& served) const override {
    const int64_t child = served.engine.fork(id, num_pages, length, length);
    RC_ASSERT(child == (num_shared(model) == 0 ? -1 : model.next_id));
    check_served_pool(nextState(model), served);
  }
  void show(std::ostream& os) const override {
    os << "Fork(" << id << ", " << num_pages << " pages, length " << length << ")";
  }
};

struct Preempt : ToRequest {
  using ToRequest::ToRequest;
  void apply(ServingModel& model) const override {
    ModelRequest& request = model.requests.at(id);
    request.prompt_length = std::max(request.prompt_length, std::ssize(request.rows));
    request.rows.clear();
    request.pages.clear();
  }
  void run(const ServingModel& model, ServedPool& served) const override {
    served.engine.preempt(id);
    check_served_pool(nextState(model), served);
  }
  void show(std::ostream& os) const override { os << "Preempt(" << id << ")"; }
};

struct RollBack : ToRequest {
  int64_t num_tokens = pick_between(1, 5);
  explicit RollBack(const ServingModel& model) : ToRequest(model) {}
  void apply(ServingModel& model) const override {
    ModelRequest& request = model.requests.at(id);
    const int64_t kept = std::min(model.num_shared_rows(id), std::ssize(request.rows));
    request.rows.resize(std::max(kept, std::ssize(request.rows) - num_tokens));
  }
  void run(const ServingModel& model, ServedPool& served) const override {
    served.engine.roll_back(id, num_tokens);
    check_served_pool(nextState(model), served);
  }
  void show(std::ostream& os) const override {
    os << "RollBack(" << id << ", " << num_tokens << ")";
  }
};

struct Finish : ToRequest {
  using ToRequest::ToRequest;
  void apply(ServingModel& model) const override { model.requests.erase(id); }
  void run(const ServingModel& model, ServedPool& served) const override {
    served.engine.finish(id);
    check_served_pool(nextState(model), served);
  }
  void show(std::ostream& os) const override { os << "Finish(" << id << ")"; }
};

inline auto serving_commands() {
  return rc::state::gen::execOneOfWithArgs<Arrive, Prefill, Prefill, Decode, Decode, Fork, Preempt,
                                           RollBack, Finish>();
}

}  // namespace ropekv::testing
