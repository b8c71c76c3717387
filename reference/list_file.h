// Lists that are too long for a case line: `positions=file:NAME:CHECKSUM`. The file holds the runs
// of the list (list_text.h), one a line, and line and file together are the reproduction: it is
// read wherever the line is parsed, and what has another checksum is not the file that was meant.
// A pattern whose list stands in a file has the checksum of its bytes as its arg, else 0.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/case.h"

namespace ropekv {

// Of the file that holds these values.
std::string list_file_text(const std::vector<int64_t>& values);
uint64_t list_file_sum(std::string_view bytes);

// From now on, lines say that the file of this checksum is called so. The checksum.
uint64_t name_list_file(uint64_t sum, std::string name);

// "file:NAME:CHECKSUM", 16 hex digits.
std::string print_list_file(uint64_t sum);
// The checksum; its name is kept. Empty if the text is no such thing. A name has no quotes and no
// control characters: the line must fit between quotes in a shell.
std::optional<uint64_t> parse_list_file(std::string_view text);

// Reads what the case names; names that are relative lie in `folder`, and are called so from then
// on. One sentence that names key and file if one is missing, not a list, or not the one meant.
std::string load_list_files(Case* c, std::string_view folder);

// parse_case() for a line of a file in this folder.
std::optional<Case> parse_case_beside(std::string_view folder, std::string_view line,
                                      std::string* error);

}  // namespace ropekv
