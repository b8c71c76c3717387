// A thread owns what it writes and reads nothing that another writes: the host lane gives the same
// bytes in forward, reverse and shuffled order, and a CUDA launch gives the same bytes again. An
// in-place partner hazard (vllm#46685, helion#3080) depends on the order.
#include "properties/checks/checks.h"
#include "properties/checks/rerun.h"

namespace ropekv::checks {
namespace {

// The digest tells whether, a second look where.
std::string first_difference(Trial& trial, HostLaunch how) {
  trial.run();
  std::vector<std::vector<std::byte>> forward;
  const size_t num_regions = trial.problem().layout.regions.size();
  for (size_t i = 0; i < num_regions; ++i) forward.push_back(trial.download(i));
  trial.run(how);
  for (size_t i = 0; i < num_regions; ++i) {
    const auto other = trial.download(i);
    const Region& region = trial.problem().layout.regions[i];
    for (size_t at = 0; at < other.size(); ++at) {
      if (other[at] == forward[i][at]) continue;
      return std::string(tensor_name(region.views[0].tensor)) + ", element " +
             std::to_string(at / region.element_bytes) + " of its memory";
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
