// Cuts a case down to a budget.
#pragma once

#include <functional>

#include "properties/gen/draws.h"
#include "properties/problem.h"

namespace ropekv {

// What must still hold of a case after a cut; empty: anything goes.
using Keeps = std::function<bool(const Case&)>;

struct FitOptions {
  SizeClass size;
  gen_parts::Budget budget;
  Keeps keeps;
};

// Makes the case legal and cuts one dimension after the other until it is within the budget (or as
// far as `keeps` allows) and its memory fits the fence, if it asks for one. True if it then is
// within the size class.
bool fit(const FitOptions& options, Case* c);

}  // namespace ropekv
