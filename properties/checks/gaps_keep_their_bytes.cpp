// Elements between the rows of a strided tensor belong to somebody else: they keep their bytes. A
// kernel that takes a padded cache or a slice of a QKV row for contiguous writes there
// (flashinfer#527, aiter#3492).
#include "properties/checks/checks.h"

namespace ropekv::checks {

Found gaps_keep_their_bytes(CheckContext& context) {
  const Trial& trial = context.trial;
  const Problem& problem = trial.problem();
  Violation violation;
  for (size_t i = 0; i < problem.layout.regions.size(); ++i) {
    const Region& region = problem.layout.regions[i];
    violation.total += region.num_elements;
    const Tally tally = trial.audit_gaps(i);
    if (tally.errors == 0) continue;
    violation.errors += tally.errors;
    const View& view = region.views[0];
    violation.elements.push_back({"gap of " + std::string(tensor_name(view.tensor)) + ", element " +
                                      std::to_string(tally.first) + " of its memory (row " +
                                      std::to_string(tally.first / view.row_stride) + ", " +
                                      std::to_string(tally.first % view.row_stride) +
                                      " elements into it)",
                                  "untouched", "overwritten", ""});
  }
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
