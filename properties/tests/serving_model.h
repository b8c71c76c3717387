// What an allocator of a serving engine must do, said a second time and without any slots: requests
// hold named pages, and every row carries a stamp of who wrote it when.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "properties/serving_engine.h"

namespace ropekv::testing {

struct ModelRequest {
  int64_t first_position, prompt_length, length;
  std::vector<int64_t> rows;   // stamps
  std::vector<int64_t> pages;  // names
};

struct ServingModel {
  int64_t page_size = 1, num_usable = 0;
  std::map<int64_t, ModelRequest> requests;
  int64_t next_id = 0, next_stamp = 0, next_page = 0;

  int64_t num_holders(int64_t page) const {
    return std::ranges::count_if(requests, [&](const auto& entry) {
      return std::ranges::count(entry.second.pages, page) > 0;
    });
  }
  int64_t num_used() const {
    std::set<int64_t> used;
    for (const auto& [id, request] : requests) {
      used.insert(request.pages.begin(), request.pages.end());
    }
    return std::ssize(used);
  }
  void append(int64_t id, int64_t wanted) {
    ModelRequest& request = requests.at(id);
    for (; wanted > 0 && std::ssize(request.rows) < request.length; --wanted) {
      if (std::ssize(request.rows) == std::ssize(request.pages) * page_size) {
        if (num_used() == num_usable) return;
        request.pages.push_back(next_page++);
      }
      request.rows.push_back(next_stamp++);
    }
  }
  int64_t num_shared_rows(int64_t id) const {
    int64_t shared = 0;
    for (const int64_t page : requests.at(id).pages) shared += num_holders(page) > 1 ? 1 : 0;
    return shared * page_size;
  }
};

// The engine, and memory that holds the stamp of each slot's last writer.
struct ServedPool {
  ServingEngine engine;
  int64_t num_slots, reserved_slot;
  std::map<int64_t, int64_t> memory;
  std::function<void(const Batch&)> launch;  // may be empty
};

// The engine and the model agree, and every request reads the rows that it (or whom it shares them
// with) wrote.
inline void check_served_pool(const ServingModel& model, const ServedPool& served) {
  const ServingEngine& engine = served.engine;
  RC_ASSERT(engine.requests().size() == model.requests.size());
  std::map<int64_t, int64_t> page_of_name, name_of_page;
  for (const auto& [id, want] : model.requests) {
    const Request& got = engine.requests().at(id);
    RC_ASSERT(got.num_rows == std::ssize(want.rows));
    RC_ASSERT(got.pages.size() == want.pages.size());
    for (size_t i = 0; i < want.pages.size(); ++i) {
      const int64_t page = got.pages[i];
      RC_ASSERT(page >= 0 && page < served.num_slots / model.page_size);
      RC_ASSERT(served.reserved_slot < 0 || page != served.reserved_slot / model.page_size);
      // One to one: two requests hold the same page if and only if they share it.
      RC_ASSERT(page_of_name.emplace(want.pages[i], page).first->second == page);
      RC_ASSERT(name_of_page.emplace(page, want.pages[i]).first->second == want.pages[i]);
      RC_ASSERT(engine.pool().num_holders(page) == model.num_holders(want.pages[i]));
    }
    for (int64_t i = 0; i < got.num_rows; ++i) {
      RC_ASSERT(served.memory.at(engine.slot_of(got, i)) == want.rows[i]);
    }
  }
  RC_ASSERT(engine.pool().num_usable() == model.num_usable);
  RC_ASSERT(engine.pool().num_free() + std::ssize(name_of_page) == model.num_usable);
}

}  // namespace ropekv::testing
