// Rows of text under a heading: in columns for a terminal, or as a markdown table.
#pragma once

#include <string>
#include <vector>

namespace ropekv {

struct PlainTable {
  std::vector<std::string> heading;
  std::vector<std::vector<std::string>> rows;  // each as long as the heading
};

// The first column to the left, the others to the right.
std::string in_columns(const PlainTable& table);
std::string as_markdown(const PlainTable& table);

}  // namespace ropekv
