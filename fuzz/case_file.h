// .case files: '#' comments, blank lines, and case lines, one each.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reference/case.h"

namespace ropekv {

struct FiledCase {
  Case c;
  std::string place;  // "llama3_8b.case:3"
};

// At least one. Throws CommandError naming file and line.
std::vector<FiledCase> read_case_file(const std::filesystem::path& path);
// All *.case files of a directory, sorted by name. Throws CommandError, also if there is none.
std::vector<FiledCase> read_case_directory(const std::filesystem::path& dir);

}  // namespace ropekv
