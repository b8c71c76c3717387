// Makes a failing case small, on its text: a case whose line is short and whose numbers are small
// says by itself what matters.
//
// Greedy and deterministic apart from the time box: the first simpler case that still fails
// becomes the case, until none of the candidates (shrink_candidates.h) does. "Simpler" is fewer
// keys, then smaller numbers, so that it ends.
#pragma once

#include <functional>

#include "reference/case.h"

namespace ropekv {

struct Shrunk {
  Case minimal;
  int steps = 0;  // times that the case became simpler
  int tries = 0;  // candidates that were run
  bool timed_out = false;
};

using StillFails = std::function<bool(const Case&)>;  // in the same way as the original
using OutOfTime = std::function<bool()>;

Shrunk shrink(const Case& failing, const StillFails& still_fails, const OutOfTime& out_of_time);

}  // namespace ropekv
