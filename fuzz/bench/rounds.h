// Several things timed in rounds, in random order within the whole, so that a drift of the clock
// hits all of them alike. Google Benchmark is what drives.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace ropekv {

struct Timed {
  std::string name;
  std::function<double()> seconds;  // does it once, and says how long that took
};

// For each, one value a round, in seconds. Throws what `seconds` throws.
std::vector<std::vector<double>> time_in_rounds(const std::vector<Timed>& all, int64_t rounds);

}  // namespace ropekv
