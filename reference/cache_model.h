// Predicts, for every slot of the pool, whose row it holds after the launch.
#pragma once

#include <cstdint>
#include <vector>

#include "reference/case.h"
#include "reference/inputs.h"

namespace ropekv {

inline constexpr int64_t kUntouched = -1;    // keeps every byte
inline constexpr int64_t kUnspecified = -2;  // may hold anything (its token's position is bad)

// [num_slots], empty without a cache: the token whose rows the slot holds, or one of the above.
std::vector<int64_t> slot_owners(const Case& c, const Inputs& in);

}  // namespace ropekv
