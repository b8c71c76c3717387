// What a run of `ropekv bench` found, as values: the table and the JSON are written from it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fuzz/bench/cell.h"
#include "fuzz/bench/spread.h"

namespace ropekv {

enum class ContenderRole : uint8_t { kKernel, kFloor, kCopy, kEmpty, kUnfused };

// "kernel".
std::string_view role_name(ContenderRole role);
std::optional<ContenderRole> parse_role(std::string_view name);

// One contender in one cell.
struct Timing {
  std::string name;
  ContenderRole role = ContenderRole::kKernel;
  std::string skipped;   // why it was not timed; empty: it was
  Spread us;             // of a launch, over the rounds
  double host_ns = 0;    // of the CPU in a launch call that does not wait
  int64_t launches = 0;  // in a replay of its graph
};

struct CellReport {
  Cell cell;
  std::string failure;  // the kernel that is wrong here, and how; empty: all are right
  double judge_seconds = 0;
  int64_t bytes = 0;     // moved_bytes
  int64_t num_sets = 0;  // working sets that the launches take in turn
  std::vector<Timing> timings;
};

struct BenchReport {
  std::string device;
  int64_t l2_bytes = 0;
  int64_t rounds = 0;
  std::string date;  // UTC
  std::string build;
  std::vector<std::string> command;
  std::vector<CellReport> cells;
};

// The fastest of the role in this cell; null if none was timed.
const Timing* best_of(const CellReport& cell, ContenderRole role);
// Null if it was not timed.
const Timing* timing_of(const CellReport& cell, std::string_view kernel);

}  // namespace ropekv
