// What can be replayed: CASE | SEED:K | FILE.case | DIR.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fuzz/case_source.h"
#include "reference/case.h"

namespace ropekv {

struct ReplayTarget {
  Case c;
  std::string place;  // file and line; empty for what was typed
  uint64_t case_idx = 0;
  std::optional<CaseSource> source;  // of SEED:K
};

// `like` has the size and the pins of the campaign that a SEED:K is from. Throws CommandError.
std::vector<ReplayTarget> replay_targets(const std::vector<std::string>& texts,
                                         const CaseSource& like);

}  // namespace ropekv
