// The canaries of a campaign: at one index in a hundred its case is judged once more, with a kernel
// that is known to be wrong. One that is not found out means that this campaign, as it runs here,
// would not have seen a wrong kernel either.
//
// Which canary, if any, is a function of seed, index, case and --only: shards, resumes and lanes
// agree on it, and it does not depend on the kernel under test.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/case_source.h"
#include "kernels/canary/canaries.h"
#include "properties/judge.h"

namespace ropekv {

// Null: none is due, or none that applies. `only`: the properties of the run; empty: all.
const Canary* canary_due(const CaseSource& source, uint64_t case_idx, const Case& c,
                         const std::vector<std::string_view>& only);

// Whether it does something wrong in this case, and its property can see it.
bool canary_applies(const Canary& canary, const Case& c);

bool is_found_out(const Canary& canary, const Judgement& judgement);

// What a block needs to have canaries; without `judge` it has none.
struct CanaryStream {
  std::vector<std::string_view> only;
  std::function<Judgement(const Case& c, const Canary& canary)> judge;
};

struct CanaryCount {
  uint64_t due = 0;
  uint64_t run = 0;  // fewer where one ended its process
  uint64_t missed = 0;

  CanaryCount& operator+=(const CanaryCount& other);
};

struct MissedCanary {
  uint64_t case_idx = 0;
  std::string line;
  std::string kernel;    // "canary/stored_v"
  std::string property;  // that should have reported it

  // "ropekv replay '...' --kernel canary/stored_v --only v_is_copied_bitwise"
  std::string replay_command() const;
};

}  // namespace ropekv
