// The part of an inference engine that decides where rows go: requests, their pages, and the batch
// of one launch. A model of vLLM's and SGLang's block managers, without the scheduling (serving.h).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "properties/page_pool.h"

namespace ropekv {

struct Request {
  int64_t first_position = 0;  // of its sequence; later ones follow without a gap
  int64_t prompt_length = 0;   // tokens; what comes after is decoded
  int64_t length = 0;          // with which it is finished
  int64_t num_rows = 0;        // tokens whose rows lie in the pool
  std::vector<int64_t> pages;  // of its tokens in order, page_size each

  bool in_prefill() const { return num_rows < prompt_length; }
  bool is_finished() const { return num_rows >= length; }
};

// The tokens of one launch.
struct Batch {
  std::vector<int64_t> positions;     // [num_tokens]
  std::vector<int64_t> slot_mapping;  // [num_slots_given]: not longer than positions
  int64_t num_prefill = 0, num_decode = 0, num_padded = 0;

  int64_t num_tokens() const { return static_cast<int64_t>(positions.size()); }
};

class ServingEngine {
 public:
  ServingEngine(int64_t num_slots, int64_t page_size, int64_t reserved_slot, FreeOrder order,
                uint64_t seed);

  // The id of the new request, which has no page yet.
  int64_t arrive(int64_t first_position, int64_t prompt_length, int64_t length);
  // The next tokens of the request, up to `wanted`, as far as it goes and the pool has pages; how
  // many there were. Not twice in one batch: a slot would be named twice.
  int64_t append(int64_t id, int64_t wanted, Batch* batch);
  // A new request with the same beginning: it holds up to `num_pages` of the parent's full pages,
  // and reads them only. Its id, or -1 if the parent has no full page to share.
  int64_t fork(int64_t parent, int64_t num_pages, int64_t prompt_length, int64_t length);
  // Loses its pages; all of it, decoded tokens included, is prefilled again later.
  void preempt(int64_t id);
  // The last tokens, up to `num_tokens`, are taken back: their slots will be written again. Rows in
  // shared pages stay. How many there were.
  int64_t roll_back(int64_t id, int64_t num_tokens);
  void finish(int64_t id);

  const std::map<int64_t, Request>& requests() const { return requests_; }
  const PagePool& pool() const { return pool_; }
  int64_t page_size() const { return page_size_; }
  int64_t capacity() const { return pool_.num_usable() * page_size_; }  // in slots
  int64_t slot_of(const Request& request, int64_t token_idx) const;

 private:
  int64_t num_shared_rows(const Request& request) const;
  void release_pages(Request* request);

  int64_t page_size_;
  PagePool pool_;
  std::map<int64_t, Request> requests_;  // by id: in order of arrival
  int64_t next_id_ = 0;
};

}  // namespace ropekv
