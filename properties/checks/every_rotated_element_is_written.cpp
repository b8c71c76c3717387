// A result that is NaN may be any NaN, and poison is one; a byte of an fp8 cache may be its poison
// by chance. An element that was never written would pass for either. So where an output holds its
// poison, the case is launched again over the complementary poison: what holds poison both times
// was never written. Not in a slot with several tokens: each launch may leave another one's element
// there, and each of two bytes may be a poison by chance.
#include <array>

#include "properties/bad_element.h"
#include "properties/checks/checks.h"
#include "properties/checks/rerun.h"

namespace ropekv::checks {
namespace {

constexpr Tensor kWritten[] = {Tensor::kQRope, Tensor::kKRope, Tensor::kKBuffer, Tensor::kVBuffer};

bool is_written(const Problem& problem, Tensor tensor) {
  if (!problem.layout.find(tensor)) return false;
  return tensor != Tensor::kKRope || problem.how.writes_k_rope;
}

bool holds_poison(const Trial& trial, Tensor tensor) {
  return is_written(trial.problem(), tensor) &&
         trial.audit(tensor, RowRule::kIsNotPoison).errors > 0;
}

bool has_one_writer(const Problem& problem, Tensor tensor, int64_t token) {
  if (tensor != Tensor::kKBuffer && tensor != Tensor::kVBuffer) return true;
  return !problem.model.has_duplicates() || problem.model.next_token[token] < 0;
}

void compare(const Trial& trial, const Poison& before, Tensor tensor, const Codes& first,
             Violation* violation) {
  const Problem& problem = trial.problem();
  const auto place = *problem.place(tensor);
  const int64_t bytes = place.region->element_bytes;
  const Codes second = trial.read_rows(tensor);
  violation->total += std::ssize(second);
  for (int64_t index = 0; index < std::ssize(second); ++index) {
    const auto [at, token] = audited_place(problem, tensor, index);
    const int64_t offset = place.offset + place.view->at(at.row, at.head, at.dim) * bytes;
    const bool never_written = first[index] == before.element(offset, bytes) &&
                               second[index] == trial.poison().element(offset, bytes);
    if (!never_written || !problem.promises(tensor, token)) continue;
    if (!has_one_writer(problem, tensor, token)) continue;
    if (++violation->errors > 4) continue;
    violation->elements.push_back({place_name(problem, tensor, at), "a value that was computed",
                                   "poison", "poison: never written"});
  }
}

}  // namespace

Found every_rotated_element_is_written(CheckContext& context) {
  Trial& trial = context.trial;
  bool any = false;
  for (const Tensor tensor : kWritten) any = any || holds_poison(trial, tensor);
  if (!any) return std::nullopt;
  const Problem& problem = trial.problem();
  const Poison before = trial.poison();
  std::array<Codes, std::size(kWritten)> first;
  for (size_t i = 0; i < first.size(); ++i) {
    if (is_written(problem, kWritten[i])) first[i] = trial.read_rows(kWritten[i]);
  }
  trial.use_poison(before.complemented());
  Found found = rerun(context, trial, {}, "a launch over the complementary poison");
  Violation violation;
  for (size_t i = 0; i < first.size() && !found; ++i) {
    if (is_written(problem, kWritten[i])) {
      compare(trial, before, kWritten[i], first[i], &violation);
    }
  }
  trial.use_poison(before);
  if (found) return found;
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
