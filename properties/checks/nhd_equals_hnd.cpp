// A page whose slots enclose its heads (NHD) and one whose heads enclose its slots (HND) hold the
// same rows. A kernel that reads the page size from the dim where NHD has it, or takes the stride
// of one order for that of the other, is right in one of them only (vllm#49012, museum E6; E16).
#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"

namespace ropekv::checks {
namespace {

std::optional<Case> in_the_other_order(Case c) {
  if (c.page_size == 1 || !c.stores()) return std::nullopt;
  c.page_layout = c.page_layout == PageLayout::kNhd ? PageLayout::kHnd : PageLayout::kNhd;
  return plain_form(c);
}

}  // namespace

bool nhd_equals_hnd_applies(const Case& c, const Kernel&, const Lane&) {
  return can_relaunch(c) && in_the_other_order(c).has_value();
}

Found nhd_equals_hnd(CheckContext& context) {
  const Case changed = *in_the_other_order(context.trial.problem().c);
  const bool to_hnd = changed.page_layout == PageLayout::kHnd;
  return same_outputs_as(context, changed,
                         to_hnd ? "a launch on HND pages" : "a launch on NHD pages");
}

}  // namespace ropekv::checks
