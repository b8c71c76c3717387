// The patterns of positions and slot_mapping, token by token.
#pragma once

#include <cstdint>

#include "reference/case.h"

namespace ropekv {

int64_t position_of(const Case& c, int64_t token);

// What slot_mapping[token] says; token < num_slots_given.
int64_t slot_of(const Case& c, int64_t token);

// Position `index` of a seeded permutation of 0 .. size-1; without memory.
uint64_t permuted(uint64_t seed, uint64_t size, uint64_t index);

}  // namespace ropekv
