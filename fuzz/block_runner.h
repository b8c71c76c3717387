// Runs the cases of a block one after the other. Knows nothing of processes, so that it can be
// tested on a judge that is made up.
#pragma once

#include <map>
#include <set>
#include <string>

#include "fuzz/block_key.h"
#include "fuzz/block_result.h"
#include "fuzz/canary.h"
#include "fuzz/case_source.h"
#include "fuzz/known_failures.h"
#include "fuzz/lane_judge.h"

namespace ropekv {

struct BlockJob {
  BlockFamily family;
  uint64_t number = 0;  // of level 0
  uint64_t count = kBlockCases;
  // Cases that killed a worker: their verdict is known, and they are not run again.
  std::map<uint64_t, Judgement> given;
  // Cases in whose canary a worker died: it says nothing of the case, and is not run again.
  std::set<uint64_t> lost_canaries = {};

  uint64_t ordinal(uint64_t i) const { return number * kBlockCases + i; }
  uint64_t index(uint64_t i) const { return family.index_of(ordinal(i)); }
};

struct BlockDone {
  uint64_t count = 0;  // cases; less than the job's if it was stopped
  BlockResult result;
};

class BlockHooks {
 public:
  virtual ~BlockHooks() = default;
  virtual void before_generating(uint64_t case_idx) = 0;
  virtual void before_case(uint64_t case_idx, const std::string& line) = 0;
  virtual void after_case(uint64_t case_idx, const std::string& line,
                          const Judgement& judgement) = 0;
  virtual bool stop_asked() = 0;
};

// What the judge throws ends the block: its caller may be the process itself.
// A case that `known` covers is not launched.
BlockDone run_block(const BlockJob& job, const CaseSource& source, const Kernel& kernel,
                    const JudgeCase& judge_case, BlockHooks* hooks,
                    const CanaryStream& canaries = {}, const KnownFailures& known = {});

// The verdict of an index whose pinned keys make no legal case.
Judgement refused_by_pin();
// The verdict of a case that is not launched, since its failure is known.
Judgement quarantined(const KnownFailure& known);

}  // namespace ropekv
