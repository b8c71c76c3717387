// A result that is NaN may be any NaN, and poison is one: an element that was never written would
// pass for it. So where q_rope or k_rope holds its poison, the case is launched again over the
// complementary poison: what holds poison both times was never written.
#include "properties/bad_element.h"
#include "properties/checks/checks.h"
#include "properties/checks/rerun.h"

namespace ropekv::checks {
namespace {

constexpr Tensor kRotated[] = {Tensor::kQRope, Tensor::kKRope};

bool holds_poison(const Trial& trial, Tensor tensor) {
  return trial.audit(tensor, RowRule::kIsNotPoison).content.errors > 0;
}

void compare(const Trial& trial, const Poison& before, Tensor tensor,
             const std::vector<std::byte>& first, Violation* violation) {
  const Problem& problem = trial.problem();
  const auto place = *problem.place(tensor);
  const View& view = *place.view;
  const int64_t bytes = place.region->element_bytes;
  const auto second = trial.download(problem.layout.find(tensor)->region_idx);
  for (int64_t index = 0; index < view.num_elements(); ++index) {
    const Coordinate at = coordinate_of(view, index);
    if (!problem.in.position_in_table(at.row)) continue;
    const int64_t i = view.at(at.row, at.head, at.dim);
    const int64_t offset = place.offset + i * bytes;
    const bool never_written =
        load_code(first.data(), bytes, i) == before.element(offset, bytes) &&
        load_code(second.data(), bytes, i) == trial.poison().element(offset, bytes);
    if (!never_written) continue;
    if (++violation->errors > 4) continue;
    violation->elements.push_back(
        {place_name(tensor, at), "a NaN that was computed", "poison", "poison: never written"});
  }
}

}  // namespace

Found every_rotated_element_is_written(CheckContext& context) {
  Trial& trial = context.trial;
  if (!holds_poison(trial, Tensor::kQRope) && !holds_poison(trial, Tensor::kKRope)) {
    return std::nullopt;
  }
  const Problem& problem = trial.problem();
  const Poison before = trial.poison();
  std::vector<std::byte> first[2];
  for (int i = 0; i < 2; ++i) {
    const auto found = problem.layout.find(kRotated[i]);
    if (found) first[i] = trial.download(found->region_idx);
  }
  trial.use_poison(before.complemented());
  Found found = rerun(context, trial, {}, "a launch over the complementary poison");
  Violation violation;
  for (int i = 0; i < 2 && !found; ++i) {
    if (!problem.layout.find(kRotated[i])) continue;
    violation.total += problem.place(kRotated[i])->view->num_elements();
    compare(trial, before, kRotated[i], first[i], &violation);
  }
  trial.use_poison(before);
  if (found) return found;
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
