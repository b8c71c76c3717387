// A capture as case files: each launch one case, launches of one case once, with their number.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "reference/case.h"

namespace ropekv {

struct ImportedCase {
  Case c;
  uint64_t first_line = 0;    // of the capture
  uint64_t num_launches = 0;  // that are this case
  std::string name;           // of the first, if it has one
};

struct Import {
  uint64_t num_launches = 0;  // lines that are not blank
  std::vector<ImportedCase> cases;
  std::vector<std::string> refused;               // "trace.jsonl:7: q.shape is ..."
  std::map<std::string, std::string> list_files;  // by name: lists too long for a line
};

// `all`: also what comes behind the first launch that is refused. Throws CommandError if the file
// cannot be read.
Import import_trace(const std::filesystem::path& trace, bool all);

// Writes DIR/TRACE.case, and the files it names beside it. Returns its path. Throws CommandError,
// also where a file stands in the way that no import wrote.
std::filesystem::path write_import(const Import& import, const std::filesystem::path& trace,
                                   const std::filesystem::path& dir);

}  // namespace ropekv
