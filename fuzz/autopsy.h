// Why did a worker die? Runs the case it was at again: alone, after its predecessor, after all
// that its process had run, and then after ever fewer of those.
//
// The verdict of the case is the one it gets alone, in a process of its own: so verdicts do not
// depend on which cases happened to share a worker. What happens only in company is a finding of
// its own, an observation.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/finding_record.h"
#include "fuzz/worker_process.h"

namespace ropekv {

struct AutopsyRequest {
  std::string kernel;
  Death death;
  std::vector<uint64_t> before;  // what the process had run, in order, the case itself not
  bool only_alone = false;       // deaths like this one have been explained often enough
  // The block has died so often, now here and now there, that each of these gets its verdict alone.
  std::vector<uint64_t> each_alone;
};

struct Autopsy {
  // Known from now on, and not to be run in company again: the case itself, and who poisoned it.
  std::map<uint64_t, Judgement> given;
  std::optional<Observation> observation;
};

// Runs the cases in order in a new process; what came of the last, or of the one that died.
struct ChainEnd {
  Judgement judgement;
  std::string line;
  bool died = false;
  bool from_outside = false;
  uint64_t case_idx = 0;  // that died
};
using RunChain = std::function<ChainEnd(const std::vector<uint64_t>& indices)>;

// Throws what the harness throws: then it is not the kernel that is wrong.
Autopsy perform_autopsy(const AutopsyRequest& request, const RunChain& run_chain);

}  // namespace ropekv
