// Keys that a launch would ignore must stay at their defaults, so that one launch has one line.
#pragma once

#include <string>

#include "reference/case.h"

namespace ropekv {

// One sentence if such a key is set, else empty.
std::string why_ignored(const Case& c);

// Puts every such key back to its default: for generators and shrinkers.
void drop_ignored_keys(Case* c);

}  // namespace ropekv
