// After a history of launches the pool holds, in every slot, the rows of its last writer, and
// poison where nobody wrote. Bug class: state that outlives a launch - slots remembered, rows not
// written because some lie there already, work that lands after its launch - which a single launch
// over a fresh pool cannot show. judge_serving() looks at this itself; asked of one launch, the
// check plays the whole history.
#include "properties/checks/checks.h"
#include "properties/serving_judge.h"

namespace ropekv::checks {

Found serving_history_holds(CheckContext& context) {
  const Trial& trial = context.trial;
  const Judgement judgement = judge_serving(trial.problem().c, trial.kernel(), trial.lane(),
                                            {SizeClass::kHuge, {kServingHistoryHolds}});
  context.elements += judgement.elements_checked;
  if (judgement.violations.empty()) return std::nullopt;
  return judgement.violations.front();
}

}  // namespace ropekv::checks
