// Nothing outside the tensors is touched, not even read: they lie flush against memory that faults.
// No canary sees a read: twice the row of cos and sin, past its end, passed every test of its
// authors and ended a customer's server (aiter#3078, aiter#4014).
#include "properties/checks/checks.h"

namespace ropekv::checks {

Found stays_inside_its_tensors(CheckContext& context) {
  const LaunchResult& result = context.trial.result();
  if (!result.fault_offset) return std::nullopt;
  return Violation{{}, result.error.message, 1, 1, {}};
}

}  // namespace ropekv::checks
