// The named lists of cells. Adding one: a line in cell_presets.cpp.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "fuzz/bench/cell.h"

namespace ropekv {

struct CellPreset {
  std::string_view name;
  std::string_view what;  // in a sentence
  std::vector<Cell> (*cells)(bool pdl);
};

std::span<const CellPreset> all_cell_presets();
// Null if there is none of that name.
const CellPreset* find_cell_preset(std::string_view name);

// The cell of a case typed as a line.
Cell cell_of_case(const Case& c);

}  // namespace ropekv
