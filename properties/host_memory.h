// Memory of the host lane, from the kernel in whole pages, so that a request that cannot be met
// fails here, with a sentence.
#pragma once

#include <cstdint>
#include <vector>

#include "properties/lane.h"

namespace ropekv {

// Throws OutOfMemory where touching so much would swap, or worse.
void expect_room_for(int64_t bytes);

class Pages {
 public:
  Pages() = default;
  ~Pages() { release(); }
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  void* at_least(int64_t bytes);

 private:
  void release();
  void* base_ = nullptr;
  int64_t bytes_ = 0;
};

// A file in memory: pages that nobody touched are holes, take nothing, and can be told from those
// that somebody did. Only a write or a read through the mapping makes a page of a hole.
class SparsePages {
 public:
  SparsePages() = default;
  ~SparsePages() { release(); }
  SparsePages(const SparsePages&) = delete;
  SparsePages& operator=(const SparsePages&) = delete;
  void* at_least(int64_t bytes);
  void forget(ByteRange range);
  std::vector<ByteRange> touched(ByteRange range) const;

 private:
  void release();
  int file_ = -1;
  void* base_ = nullptr;
  int64_t bytes_ = 0;
};

}  // namespace ropekv
