// philox4x32 for counters that differ in their last word, many side by side.
#pragma once

#include <cstdint>

#include "reference/philox.h"

namespace ropekv {

// There must be room for a multiple of so many counters.
inline constexpr int64_t kPhiloxSide = 8;

// words[4 * i ...] are those of {first.word[0], [1], [2], first.word[3] + i}.
void philox_row(Philox4 first, uint64_t key, int64_t num_counters, uint32_t* words);

}  // namespace ropekv
