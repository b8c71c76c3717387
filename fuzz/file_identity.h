// Whether a file is still the same: at length, and at a glance.
#pragma once

#include <string>
#include <string_view>

namespace ropekv {

// Of its bytes, 16 hex digits. Throws HarnessError where it cannot be read.
std::string file_hash(const std::string& path);

// The same of a text that is at hand.
std::string text_hash(std::string_view text);

// Of its place, length and time: differs once the file was written to. Empty if there is none.
std::string file_stamp(const std::string& path);

}  // namespace ropekv
