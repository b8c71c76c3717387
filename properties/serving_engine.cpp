#include "properties/serving_engine.h"

#include <algorithm>

#include "reference/harness_error.h"

namespace ropekv {

ServingEngine::ServingEngine(int64_t num_slots, int64_t page_size, int64_t reserved_slot,
                             FreeOrder order, uint64_t seed)
    : page_size_(page_size),
      pool_(num_slots / page_size, reserved_slot >= 0 ? reserved_slot / page_size : -1, order,
            seed) {}

int64_t ServingEngine::arrive(int64_t first_position, int64_t prompt_length, int64_t length) {
  const int64_t id = next_id_++;
  requests_[id] = {first_position, prompt_length, length, 0, {}};
  return id;
}

int64_t ServingEngine::slot_of(const Request& request, int64_t token_idx) const {
  return request.pages[token_idx / page_size_] * page_size_ + token_idx % page_size_;
}

int64_t ServingEngine::append(int64_t id, int64_t wanted, Batch* batch) {
  Request& request = requests_.at(id);
  const int64_t most = std::min(wanted, request.length - request.num_rows);
  const bool is_prefill = request.in_prefill();
  int64_t appended = 0;
  for (; appended < most; ++appended) {
    const int64_t token_idx = request.num_rows;
    if (token_idx == static_cast<int64_t>(request.pages.size()) * page_size_) {
      const auto page = pool_.take();
      if (!page) break;
      request.pages.push_back(*page);
    }
    if (pool_.num_holders(request.pages[token_idx / page_size_]) != 1) {
      throw HarnessError("the serving model writes to a shared page");
    }
    batch->positions.push_back(request.first_position + token_idx);
    batch->slot_mapping.push_back(slot_of(request, token_idx));
    ++request.num_rows;
  }
  (is_prefill ? batch->num_prefill : batch->num_decode) += appended;
  return appended;
}

int64_t ServingEngine::fork(int64_t parent, int64_t num_pages, int64_t prompt_length,
                            int64_t length) {
  const Request& from = requests_.at(parent);
  const int64_t shared =
      std::min({num_pages, from.num_rows / page_size_, (length - 1) / page_size_});
  if (shared <= 0) return -1;
  const int64_t id = arrive(from.first_position, prompt_length, length);
  Request& child = requests_.at(id);
  child.pages.assign(from.pages.begin(), from.pages.begin() + shared);
  child.num_rows = shared * page_size_;
  for (const int64_t page : child.pages) pool_.share(page);
  return id;
}

// Sharing begins at the first token, so that the shared pages are the first ones.
int64_t ServingEngine::num_shared_rows(const Request& request) const {
  int64_t shared = 0;
  for (const int64_t page : request.pages) {
    if (pool_.num_holders(page) == 1) break;
    ++shared;
  }
  return shared * page_size_;
}

int64_t ServingEngine::roll_back(int64_t id, int64_t num_tokens) {
  Request& request = requests_.at(id);
  const int64_t taken =
      std::min(num_tokens, std::max<int64_t>(request.num_rows - num_shared_rows(request), 0));
  request.num_rows -= taken;
  return taken;
}

void ServingEngine::release_pages(Request* request) {
  for (const int64_t page : request->pages) pool_.release(page);
  request->pages.clear();
}

void ServingEngine::preempt(int64_t id) {
  Request& request = requests_.at(id);
  release_pages(&request);
  request.prompt_length = std::max(request.prompt_length, request.num_rows);
  request.num_rows = 0;
}

void ServingEngine::finish(int64_t id) {
  release_pages(&requests_.at(id));
  requests_.erase(id);
}

}  // namespace ropekv
