// Files that are whole or not there.
#pragma once

#include <filesystem>
#include <string>

namespace ropekv {

// Written under another name and renamed: nothing is ever half-written. What is no regular file
// (/dev/stdout) is written as it is. Throws CommandError, which names the option.
void write_whole_file(std::string_view option, const std::filesystem::path& path,
                      const std::string& text);

// Before there is anything to write, and something to lose: throws as write_whole_file would.
void expect_room_for_file(std::string_view option, const std::filesystem::path& path);

}  // namespace ropekv
