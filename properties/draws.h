// Random numbers of a model, one after the other: the same on every compiler and machine, as long
// as no two are drawn in one argument list.
#pragma once

#include <cstdint>

#include "reference/philox.h"

namespace ropekv {

class Draws {
 public:
  explicit Draws(uint64_t seed, uint32_t stream = 0) : seed_(seed), stream_(stream) {}

  uint64_t bits() { return philox64(seed_, stream_, next_++); }
  // In [0, size); 0 for an empty range. The bias of the remainder does not matter here.
  int64_t below(int64_t size) {
    return size > 0 ? static_cast<int64_t>(bits() % static_cast<uint64_t>(size)) : 0;
  }
  // In [low, high].
  int64_t between(int64_t low, int64_t high) { return low + below(high - low + 1); }
  bool chance(int64_t percent) { return below(100) < percent; }
  // In [1, most], small ones as likely as large ones: by octave.
  int64_t by_octave(int64_t most) {
    int64_t octaves = 1;
    while (octaves < 62 && most >> octaves != 0) ++octaves;
    const int64_t ceiling = int64_t{1} << between(1, octaves);
    return 1 + below(ceiling - 1 < most ? ceiling - 1 : most);
  }

 private:
  uint64_t seed_;
  uint32_t stream_;
  uint64_t next_ = 0;
};

}  // namespace ropekv
