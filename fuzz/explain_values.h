// The neighbours of a case: one key has another value, and all others keep theirs.
#pragma once

#include <string>
#include <vector>

#include "reference/case.h"

namespace ropekv {

struct Neighbour {
  std::string value;  // of the key, as a line has it
  Case c;
};

struct KeyNeighbours {
  std::string key;
  std::string value;              // of the case itself
  bool is_set = false;            // differs from the default: shrinking could not do without it
  std::vector<Neighbour> others;  // at most kMostNeighbours, in the order of the table
};

inline constexpr size_t kMostNeighbours = 6;

// Set keys first, then in the order in which an engineer asks: a function of the case. A neighbour
// that is not legal, or in which another key would have to follow, is left out: what it shows
// would not be the doing of its key.
std::vector<KeyNeighbours> neighbours_of(const Case& minimal);

}  // namespace ropekv
