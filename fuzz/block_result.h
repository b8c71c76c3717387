// What came of a block of cases. Results of disjoint blocks add up.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "fuzz/coverage_count.h"
#include "fuzz/stats.h"

namespace ropekv {

struct SlowestCase {
  uint64_t case_idx = 0;
  std::string line;
  double milliseconds = 0;  // of the launch
};

// The failures of one signature.
struct FailureCount {
  uint64_t num_cases = 0;
  uint64_t first_idx = 0;
  std::string first_line;
};

inline constexpr size_t kMostSlowest = 5;
inline constexpr size_t kMostMissedCanaries = 5;

struct BlockResult {
  Stats stats;
  CoverageCount coverage;
  std::vector<SlowestCase> slowest;  // the kMostSlowest that took longest, longest first
  std::map<std::string, FailureCount> failures;  // by signature
  std::vector<MissedCanary> missed_canaries;     // the first kMostMissedCanaries, by index

  void add(uint64_t case_idx, const Case& c, const std::string& line, const Judgement& judgement,
           const std::string& signature);
  void add_canary(uint64_t case_idx, const std::string& line, const Canary& canary,
                  const Judgement& judgement);
  BlockResult& operator+=(const BlockResult& other);
};

}  // namespace ropekv
