// Cases that are large in one thing alone: caches past 2^31 elements and 4 GiB with few tokens
// (capacity is not occupancy: aiter#4680), or q, k, v rows that far apart.
#pragma once

#include "properties/gen/assemble.h"

namespace ropekv::gen_parts {

enum class HugeKind : uint8_t { kFarCache, kFarRows, kLarge };

struct Huge {
  HugeKind kind;
  int64_t span_choice;   // how far
  int64_t place_choice;  // which slots, or which tensors
};

rc::Gen<Huge> huges();

Case assemble_huge(const Parts& parts, const Huge& huge);

}  // namespace ropekv::gen_parts
