// The files that a new plug-in begins with: one of the examples in kernels/plugin/ under another
// name, and all that it needs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ropekv {

struct NewFile {
  std::string name;  // within its folder
  std::string text;
};

// Whether it can be a folder, a file, a library and a CMake target at once.
bool is_plugin_name(std::string_view name);

std::vector<NewFile> new_plugin_files(std::string_view name, bool cuda);

// The line that compiles it where it lies, in the folder above.
std::string compile_line(std::string_view name, bool cuda);

}  // namespace ropekv
