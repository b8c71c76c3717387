#include "fuzz/bench/choose_cells.h"

#include <fmt/format.h>

#include <regex>

#include "fuzz/bench/cell_presets.h"
#include "fuzz/exit_code.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

std::vector<bool> choose_pdl(const std::string& text) {
  if (text == "yes") return {true};
  if (text == "no") return {false};
  if (text == "both") return {true, false};
  throw usage_error(fmt::format("--pdl is '{}': it must be yes, no or both", text));
}

void add_preset(const std::string& name, const std::vector<bool>& pdl, std::vector<Cell>* cells) {
  const CellPreset* preset = find_cell_preset(name);
  if (!preset) {
    std::vector<std::string_view> names;
    for (const CellPreset& known : all_cell_presets()) names.push_back(known.name);
    throw usage_error(
        fmt::format("--preset is '{}': it must be one of {}", name, fmt::join(names, ", ")));
  }
  for (const bool with_pdl : pdl) {
    for (Cell& cell : preset->cells(with_pdl)) cells->push_back(std::move(cell));
  }
}

Cell cell_of_line(const std::string& line) {
  std::string error;
  const auto c = parse_case(line, &error);
  if (!c) throw usage_error(fmt::format("--case: {}", error));
  if (const std::string why = why_not_timed(*c); !why.empty()) {
    throw usage_error(fmt::format("--case is '{}': {}", line, why));
  }
  return cell_of_case(*c);
}

}  // namespace

std::vector<Cell> choose_cells(const CellChoice& choice) {
  const auto pdl = choose_pdl(choice.pdl);
  std::vector<Cell> cells;
  for (const std::string& name : choice.presets) add_preset(name, pdl, &cells);
  for (const std::string& line : choice.cases) cells.push_back(cell_of_line(line));
  if (cells.empty()) add_preset("anchors", pdl, &cells);
  if (choice.filter.empty()) return cells;
  try {
    const std::regex wanted(choice.filter);
    std::erase_if(cells, [&](const Cell& cell) { return !std::regex_search(cell.name, wanted); });
  } catch (const std::regex_error& error) {
    throw usage_error(fmt::format("--filter is '{}': it is no regular expression", choice.filter));
  }
  if (cells.empty()) {
    throw usage_error(
        fmt::format("--filter is '{}': it matches no cell, see --list", choice.filter));
  }
  return cells;
}

}  // namespace ropekv
