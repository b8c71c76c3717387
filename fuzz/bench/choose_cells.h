// From what was typed to the cells that are timed. Throws CommandError with a sentence that names
// option and value: a name that matches nothing is never an empty table.
#pragma once

#include <string>
#include <vector>

#include "fuzz/bench/cell.h"

namespace ropekv {

struct CellChoice {
  std::vector<std::string> presets = {};  // with no cases: `anchors` if none is named
  std::vector<std::string> cases = {};    // case lines
  std::string filter = "";                // ECMAScript, found anywhere in the name; empty: all
  std::string pdl = "yes";                // of presets: yes, no or both; a case line says it itself
};

std::vector<Cell> choose_cells(const CellChoice& choice);

}  // namespace ropekv
