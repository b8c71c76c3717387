// A cell of a benchmark: one case, so that `ropekv replay` can run it again, and a name that a
// table and a --filter can use.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reference/case.h"

namespace ropekv {

struct Cell {
  std::string name;  // "anchors/32_8_128_neox/t4096/pdl"
  Case c;
};

// Bytes that any such kernel has to move: q, k and v read, q_rope, k_rope and the rows of both
// caches written. Neither indices nor the table, and `stored_tokens` of the tokens have a slot.
int64_t moved_bytes(const Case& c, int64_t stored_tokens);
// Of memory: what is rotated in place is there once.
int64_t footprint_bytes(const Case& c, int64_t stored_tokens);

// A sentence if bench does not time such a case, else empty.
std::string why_not_timed(const Case& c);

}  // namespace ropekv
