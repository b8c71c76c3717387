// Which keys of a minimal case matter, and for which values it fails: one sentence, from real runs
// of its neighbours.
#pragma once

#include <functional>
#include <string>

#include "fuzz/explain_values.h"

namespace ropekv {

enum class Seen : uint8_t {
  kFails,    // in the same way
  kHolds,    // ran, and did not
  kNothing,  // not supported, refused, or nothing there that could fail in this way
};

struct Explanation {
  std::string sentence;  // empty if no neighbour said anything
  int tries = 0;
};

// `try_case` is told which key the neighbour differs in. Ends where the time is over, and says so.
Explanation explain(const Case& minimal,
                    const std::function<Seen(const KeyNeighbours&, const Case&)>& try_case,
                    const std::function<bool()>& out_of_time);

}  // namespace ropekv
