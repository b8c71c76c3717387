// Text of other people, made fit for a report.
#pragma once

#include <cstddef>
#include <string>

namespace ropekv {

// Ends the text within `size`, and puts a '?' for each control character and newline. Bytes past
// 127 stay: who writes a file that must be UTF-8 looks at them there.
void make_printable(char* text, size_t size);

// The first `most` characters of a text that may end nowhere.
std::string printable(const char* text, size_t most);

}  // namespace ropekv
