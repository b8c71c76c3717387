// A token without a slot writes to no cache, and is rotated all the same. Launched again with every
// slot of the mapping a hole: both pools keep every byte, q_rope and k_rope are as they were. Both
// mistakes have shipped: a write for -1 (sglang#33816), and no rotation for it (aiter#4342).
#include <cstring>

#include "properties/bad_element.h"
#include "properties/checks/checks.h"
#include "properties/checks/rerun.h"

namespace ropekv::checks {
namespace {

Case with_all_holes(Case c) {
  if (c.slots.kind == SlotKind::kList) c.slots = {};
  c.holes.kind = HoleKind::kAll;
  return c;
}

constexpr Tensor kRotated[] = {Tensor::kQRope, Tensor::kKRope};

struct Rotated {
  std::vector<std::byte> bytes[2];

  explicit Rotated(const Trial& trial) {
    for (int i = 0; i < 2; ++i) {
      const auto found = trial.problem().layout.find(kRotated[i]);
      if (found) bytes[i] = trial.download(found->region_idx);
    }
  }
};

// Rows of tokens whose position is in the table; what the others hold is nobody's promise.
void compare(const Problem& problem, const Rotated& one, const Rotated& two, Violation* violation) {
  const int64_t element_bytes = dtype_bytes(problem.c.dtype);
  for (int i = 0; i < 2; ++i) {
    const auto place = problem.place(kRotated[i]);
    if (!place || one.bytes[i] == two.bytes[i]) continue;
    const View& view = *place->view;
    for (int64_t token = 0; token < view.num_rows; ++token) {
      if (!problem.in.position_in_table(token)) continue;
      for (int64_t head = 0; head < view.num_heads; ++head) {
        const size_t begin = view.at(token, head, 0) * element_bytes;
        const size_t size = view.dim * element_bytes;
        if (std::memcmp(&one.bytes[i][begin], &two.bytes[i][begin], size) == 0) continue;
        if (++violation->errors > 4) continue;
        violation->elements.push_back({place_name(kRotated[i], {token, head, 0}),
                                       "as with its slots", "another row",
                                       "every slot of slot_mapping is a hole"});
      }
    }
  }
}

}  // namespace

Found padding_writes_nothing(CheckContext& context) {
  Trial& first = context.trial;
  if (Found found = rerun(context, first, {}, "a further launch")) return found;
  const Rotated before(first);
  const Problem problem(with_all_holes(first.problem().c));
  Trial trial(problem, first.kernel(), first.lane(), first.poison());
  if (Found found = rerun(context, trial, {}, "a launch with every slot a hole")) return found;
  Violation violation;
  for (const Tensor cache : {Tensor::kKBuffer, Tensor::kVBuffer}) {
    const auto place = problem.place(cache);
    if (!place) continue;
    violation.total += place->view->num_elements();
    const Tally tally = trial.audit_untouched(cache);
    if (tally.errors == 0) continue;
    violation.errors += tally.errors;
    const int64_t element = 2 * tally.first / place->region->element_bytes;
    violation.elements.push_back({std::string(tensor_name(cache)) + "[slot " +
                                      std::to_string(element / place->view->row_stride) + "]",
                                  "untouched: every slot of slot_mapping is a hole", "written",
                                  ""});
  }
  compare(problem, before, Rotated(trial), &violation);
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
