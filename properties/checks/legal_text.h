// What an element may hold, in words.
#pragma once

#include "properties/property.h"

namespace ropekv::checks {

// "1.5 (0x3fc0) or 1.507 (0x3fc1), exactly 1.5034".
std::string legal_text(const Case& c, const NumericMismatch& mismatch);

// The mismatches of a comparison as a violation; nothing if there are none.
std::optional<Violation> violation_of(const Trial& trial, const NumericReport& report,
                                      int64_t total);

}  // namespace ropekv::checks
