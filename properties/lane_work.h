// What a lane is asked to do or to look at, many things at a time: on a device a call costs more
// than the work, and a wait more than either.
#pragma once

#include <cstdint>
#include <vector>

#include "properties/ledger.h"

namespace ropekv {

struct MemoryCopy {
  void* to;
  const void* from;
  int64_t bytes;
};

// `memory` is at `place` in the arena. Index: 16 bytes.
struct FillPoison {
  LinearScan::Pair* memory;
  int64_t place;
  int64_t bytes;  // place and bytes are multiples of 16
  Poison poison;

  ROPEKV_REF_HD int64_t num_items() const { return bytes >> 4; }
  ROPEKV_REF_HD void operator()(int64_t pair) const {
    memory[pair] = {poison.word(place + 16 * pair), poison.word(place + 16 * pair + 8)};
  }
};

// The three in this order, each in any.
struct Painting {
  std::vector<FillPoison> poison;
  std::vector<FillRows> rows;
  std::vector<MemoryCopy> copies;
};

struct Questions {
  std::vector<LinearScan> linear_scans;
  std::vector<RowScan> row_scans;
  std::vector<RowCheck> row_checks;
  std::vector<RowDigest> row_digests;
  std::vector<ByteCompare> compares;
};

// One for each question, in its order.
struct Answers {
  std::vector<int64_t> linear_scans, row_scans;  // bytes that differ
  std::vector<Tally> row_checks;
  std::vector<WordSums> row_digests;
  std::vector<Tally> compares;
};

}  // namespace ropekv
