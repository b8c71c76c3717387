// Several signatures are often one bug. Findings whose minimal cases show one another's symptoms
// are folded into one: the others are told as "also seen as", with their own minimal lines.
#pragma once

#include <cstddef>
#include <vector>

#include "fuzz/finding_record.h"

namespace ropekv {

struct FoldedFinding {
  size_t head = 0;           // index into the findings
  std::vector<size_t> also;  // in the order of the findings
};

// Two findings are one where what one of them shows (FindingRecord::shows) has the other's symptom:
// a single case, or a change of a key that such a case cannot do without, then shows both. Heads
// are what looks at one launch before what relates several, then by case index: a function of the
// set of findings, so that shards, merges and resumed campaigns agree.
std::vector<FoldedFinding> fold(const std::vector<FindingRecord>& findings);

}  // namespace ropekv
