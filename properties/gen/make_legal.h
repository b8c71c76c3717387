// One set of rules for whoever makes or changes a case: generators, the schedule and the shrinker.
#pragma once

#include <array>

#include "reference/case.h"

namespace ropekv {

// q, k, v, q_rope, k_rope, k_buffer, v_buffer.
std::array<Padding*, 7> pads_of(Case* c);

// Where one value limits another, the other follows: fewer tokens shorten the lists, a smaller
// head_dim takes rotary_dim along, without k its cache goes, a pool has whole pages, and a key
// that would be ignored goes back to its default. What comes out may still not be legal.
void make_consistent(Case* c);

// The same. False if the case is still not legal.
bool make_legal(Case* c);

}  // namespace ropekv
