#include "fuzz/plain_table.h"

#include <fmt/format.h>

#include <algorithm>

namespace ropekv {

std::string in_columns(const PlainTable& table) {
  std::vector<size_t> widths;
  for (size_t column = 0; column < table.heading.size(); ++column) {
    widths.push_back(table.heading[column].size());
    for (const auto& row : table.rows)
      widths[column] = std::max(widths[column], row[column].size());
  }
  std::string text;
  const auto put = [&](const std::vector<std::string>& row) {
    text += fmt::format("  {:<{}}", row[0], widths[0]);
    for (size_t column = 1; column < row.size(); ++column) {
      text += fmt::format("  {:>{}}", row[column], widths[column]);
    }
    text += '\n';
  };
  put(table.heading);
  for (const auto& row : table.rows) put(row);
  return text;
}

std::string as_markdown(const PlainTable& table) {
  std::string text;
  const auto put = [&](const std::vector<std::string>& row) {
    text += fmt::format("| {} |\n", fmt::join(row, " | "));
  };
  put(table.heading);
  for (size_t column = 0; column < table.heading.size(); ++column) text += "|---";
  text += "|\n";
  for (const auto& row : table.rows) put(row);
  return text;
}

}  // namespace ropekv
