// Simpler cases to try in place of a failing one, the boldest first.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "reference/case.h"

namespace ropekv {

using CasePairs = std::vector<std::pair<std::string, std::string>>;  // as case_pairs gives them

// Called with one candidate after the other until it returns true: "taken". One by one, since a
// case may carry a list of a million slots. Returns whether one was taken.
using TakeCandidate = std::function<bool(const Case&)>;
using CandidateMaker = bool (*)(const Case&, const TakeCandidate&);

// In the order in which they are worth trying: single keys; whole keys and groups left out; plainer
// patterns; fewer misaligned tensors; sizes that belong together reduced together; single numbers
// reduced towards boundary values; seeds.
std::span<const CandidateMaker> candidate_makers();

}  // namespace ropekv
