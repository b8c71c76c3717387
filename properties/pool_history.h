// Who wrote each slot of the pool last, kept beside the checks of every step: at the end the whole
// pool is held against it. A row that was lost or revived between two launches is seen here even
// if each launch left alone what it found.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "properties/property.h"
#include "properties/serving.h"

namespace ropekv {

class PoolHistory {
 public:
  // After the step's launch, and with what it left.
  void record(const HistoryStep& step, const Trial& trial);
  // V of every slot is computed anew from the data seed of its last writer; K is what it was when
  // it was written; slots that nobody wrote hold the poison of the first step. Any trial of the
  // history shows the memory.
  std::optional<Violation> check(const Trial& trial);
  int64_t num_elements_checked() const { return num_elements_; }

 private:
  struct Writer {
    int64_t step_idx, token;
    uint64_t data_seed;
    uint64_t k_row;  // hash of the codes that lay there after the launch
  };
  // The bytes of a pool as they are now.
  struct Pool {
    Tensor tensor;
    View view;
    int64_t element_bytes, arena_offset;
    const std::byte* bytes;  // until the lane is called again

    uint32_t code(int64_t slot, int64_t head, int64_t dim) const;
    uint32_t poison(int64_t slot, int64_t head, int64_t dim, Poison poison) const;
  };
  static std::optional<Pool> read(const Trial& trial, Tensor tensor);
  static void note(Violation* found, const Pool& pool, Coordinate at, uint32_t got,
                   std::string want);
  void check_slot(const Trial& trial, const Pool& pool, int64_t slot, Violation* found) const;

  std::map<int64_t, Writer> writers_;  // by slot
  int64_t num_elements_ = 0;
};

}  // namespace ropekv
