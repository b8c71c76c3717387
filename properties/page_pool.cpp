#include "properties/page_pool.h"

#include "reference/harness_error.h"
#include "reference/indices.h"

namespace ropekv {

PagePool::PagePool(int64_t num_pages, int64_t kept_page, FreeOrder order, uint64_t seed)
    : num_pages_(num_pages),
      kept_page_(kept_page),
      num_usable_(num_pages - (kept_page >= 0 ? 1 : 0)),
      order_(order),
      seed_(seed),
      draws_(seed, 1) {}

int64_t PagePool::num_holders(int64_t page) const {
  const auto found = holders_.find(page);
  return found == holders_.end() ? 0 : found->second;
}

// Pages that were never taken come in a seeded permutation, made as they are needed: the pool may
// be larger than what a history can use.
std::optional<int64_t> PagePool::take_fresh() {
  while (num_fresh_taken_ < num_pages_) {
    const auto index = static_cast<uint64_t>(num_fresh_taken_++);
    const auto page =
        static_cast<int64_t>(permuted(seed_, static_cast<uint64_t>(num_pages_), index));
    if (page != kept_page_) return page;
  }
  return std::nullopt;
}

int64_t PagePool::take_freed(bool last) {
  const int64_t page = last ? freed_.back() : freed_.front();
  last ? freed_.pop_back() : freed_.pop_front();
  return page;
}

std::optional<int64_t> PagePool::take() {
  if (num_free() == 0) return std::nullopt;
  bool last = order_ == FreeOrder::kLastFreedFirst;
  bool fresh_first = order_ == FreeOrder::kFirstFreedFirst;
  if (order_ == FreeOrder::kRandom) {
    last = draws_.chance(50);
    fresh_first = draws_.chance(50);
  }
  std::optional<int64_t> page;
  if (fresh_first) page = take_fresh();
  if (!page && !freed_.empty()) page = take_freed(last);
  if (!page) page = take_fresh();
  if (!page) throw HarnessError("the page pool counts a free page that it does not have");
  holders_[*page] = 1;
  return page;
}

void PagePool::share(int64_t page) {
  const auto found = holders_.find(page);
  if (found == holders_.end()) throw HarnessError("a free page was shared");
  ++found->second;
}

void PagePool::release(int64_t page) {
  const auto found = holders_.find(page);
  if (found == holders_.end()) throw HarnessError("a free page was released");
  if (--found->second > 0) return;
  holders_.erase(found);
  freed_.push_back(page);
}

}  // namespace ropekv
