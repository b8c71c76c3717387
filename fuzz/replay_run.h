// Runs given cases again, prints each result, and counts.
#pragma once

#include "fuzz/exit_code.h"
#include "fuzz/finding.h"
#include "fuzz/replay_targets.h"
#include "fuzz/run_context.h"
#include "fuzz/stats.h"

namespace ropekv {

struct ReplayPlan {
  RunContext context;
  uint64_t repeat = 1;  // of a case that passes
  InvestigateOptions investigate;
};

struct ReplayResult {
  Stats stats;
  bool interrupted = false;
  bool compares = false;  // with another kernel

  ExitCode exit_code() const;
};

void replay_one(uint64_t ordinal, const ReplayTarget& target, const ReplayPlan& plan,
                const JudgeCase& judge_case, ReplayResult* result);

// One sentence and the stat lines.
void print_end(const ReplayResult& result, size_t num_targets);

}  // namespace ropekv
