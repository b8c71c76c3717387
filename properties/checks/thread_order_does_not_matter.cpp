// A thread owns what it writes and reads nothing that another writes: the host lane gives the same
// bytes in forward, reverse and shuffled order, and a CUDA launch gives the same bytes again. An
// in-place partner hazard (vllm#46685, helion#3080) depends on the order.
#include "properties/bad_element.h"
#include "properties/checks/checks.h"
#include "properties/checks/rerun.h"

namespace ropekv::checks {
namespace {

constexpr Tensor kOutputs[] = {Tensor::kQRope, Tensor::kKRope, Tensor::kKBuffer, Tensor::kVBuffer};

// The digest tells whether, a second look where.
std::string first_difference(Trial& trial, HostLaunch how) {
  trial.run();
  std::vector<Codes> forward;
  for (const Tensor tensor : kOutputs) forward.push_back(trial.read_rows(tensor));
  trial.run(how);
  const Problem& problem = trial.problem();
  for (size_t i = 0; i < forward.size(); ++i) {
    const Codes other = trial.read_rows(kOutputs[i]);
    for (int64_t index = 0; index < std::ssize(other); ++index) {
      if (other[index] == forward[i][index]) continue;
      const auto [at, token] = audited_place(problem, kOutputs[i], index);
      if (problem.promises(kOutputs[i], token)) return place_name(problem, kOutputs[i], at);
    }
  }
  return "no longer visible";
}

}  // namespace

Found thread_order_does_not_matter(CheckContext& context) {
  Trial& trial = context.trial;
  const HostLaunch orders[] = {{ThreadOrder::kReverse, 0},
                               {ThreadOrder::kShuffled, trial.problem().c.data_seed}};
  const bool on_gpu = trial.lane().is_cuda();
  const std::string names[] = {on_gpu ? "a second launch" : "reverse order", "shuffled order"};
  for (int i = 0; i < (on_gpu ? 1 : 2); ++i) {
    if (Found found = rerun(context, trial, orders[i], names[i])) return found;
    if (trial.output_digest() == context.first_digest) continue;
    const std::string where = first_difference(trial, orders[i]);
    return Violation{{}, names[i] + " gave other bytes: " + where, 1, 1, {}};
  }
  return std::nullopt;
}

}  // namespace ropekv::checks
