// Pages are a way to lay slots out: a flat pool and a paged one with the same slots hold the same
// rows. A kernel has a division by the page size in one of them only, and stride.page means
// something else in each (flashinfer#527, aiter#3492; museum E2, E4).
#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"

namespace ropekv::checks {
namespace {

// Pages that divide the pool, the usual size before small odd ones.
int64_t page_size_for(int64_t num_slots) {
  for (const int64_t size : {16, 8, 4, 3, 2, 5, 7}) {
    if (num_slots % size == 0) return size;
  }
  return num_slots <= 1024 ? num_slots : 1;  // one page
}

std::optional<Case> cut_otherwise(Case c) {
  if (!c.stores()) return std::nullopt;
  const bool is_flat = c.page_size == 1;
  c.page_size = is_flat ? page_size_for(c.num_slots) : 1;
  if (is_flat && c.page_size == 1) return std::nullopt;
  return plain_form(c);
}

}  // namespace

bool flat_equals_paged_applies(const Case& c, const Kernel&, const Lane&) {
  return can_relaunch(c) && cut_otherwise(c).has_value();
}

Found flat_equals_paged(CheckContext& context) {
  const Case changed = *cut_otherwise(context.trial.problem().c);
  return same_outputs_as(context, changed,
                         changed.page_size == 1
                             ? std::string("a launch on a flat pool")
                             : "a launch on pages of " + std::to_string(changed.page_size));
}

}  // namespace ropekv::checks
