// Who holds which page of a KV pool: the allocator of an engine, small and deterministic.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "properties/draws.h"

namespace ropekv {

// Which free page is given out next. Last freed first is what makes a stale row somebody's soon.
enum class FreeOrder : uint8_t { kLastFreedFirst, kFirstFreedFirst, kRandom };

class PagePool {
 public:
  // `kept_page` is never given out (the reserved slot lies in it); -1: none.
  PagePool(int64_t num_pages, int64_t kept_page, FreeOrder order, uint64_t seed);

  // A page that nobody else holds; empty if there is none.
  std::optional<int64_t> take();
  // One more holder of a held page: from now on nobody writes to it.
  void share(int64_t page);
  // One holder less; the last one frees it.
  void release(int64_t page);

  int64_t num_pages() const { return num_pages_; }
  int64_t num_usable() const { return num_usable_; }
  int64_t num_free() const { return num_usable_ - static_cast<int64_t>(holders_.size()); }
  int64_t num_holders(int64_t page) const;  // 0: free

 private:
  std::optional<int64_t> take_fresh();
  int64_t take_freed(bool last);

  int64_t num_pages_, kept_page_, num_usable_;
  FreeOrder order_;
  uint64_t seed_;
  Draws draws_;
  int64_t num_fresh_taken_ = 0;  // of the permutation of all pages
  std::deque<int64_t> freed_;    // in the order of their freeing
  std::map<int64_t, int64_t> holders_;
};

}  // namespace ropekv
