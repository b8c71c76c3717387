// Whether a file can be a plug-in at all, before it is loaded: dlopen says of a library of another
// architecture that there is no such file.
#pragma once

#include <string>

namespace ropekv {

// Empty, or why not: "it is for AArch64, and this ropekv for x86-64".
std::string why_no_library(const std::string& path);

}  // namespace ropekv
