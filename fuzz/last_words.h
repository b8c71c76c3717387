// What the process says should a case kill it: the case line, so that a crash is never lost.
#pragma once

#include <string_view>

namespace ropekv {

// From now on a fatal signal (or a report of AddressSanitizer) writes the last words to stderr and
// ends the process with exit status 1, a finding.
void listen_for_death();

// Kept for the case that runs now; cut if too long.
void set_last_words(std::string_view text);

}  // namespace ropekv
