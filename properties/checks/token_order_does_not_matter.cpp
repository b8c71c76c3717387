// Tokens come in any order: permuted together with their positions and slots they give permuted
// rows of q_rope and k_rope, and the same pools. A kernel that takes positions for 0, 1, 2, .. from
// the first one on, or slots for consecutive, is right only in order (NeMo Automodel#2377; museum
// G6, E12, J6). The oracle is not asked.
#include <algorithm>
#include <numeric>

#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"
#include "properties/checks/outputs.h"
#include "reference/indices.h"

namespace ropekv::checks {
namespace {

constexpr Tensor kInputs[] = {Tensor::kQ, Tensor::kK, Tensor::kV};

// Where each token goes. Those with an entry in slot_mapping stay in front of those without.
std::vector<int64_t> new_places(const Case& c) {
  std::vector<int64_t> to(c.num_tokens);
  const auto permute = [&](int64_t begin, int64_t end) {
    const uint64_t size = static_cast<uint64_t>(end - begin);
    for (int64_t t = begin; t < end; ++t) {
      const uint64_t index = static_cast<uint64_t>(t - begin);
      to[t] = begin + static_cast<int64_t>(permuted(c.data_seed, size, index));
    }
    if (std::is_sorted(to.begin() + begin, to.begin() + end)) {
      std::reverse(to.begin() + begin, to.begin() + end);
    }
  };
  permute(0, c.num_slots_given);
  permute(c.num_slots_given, c.num_tokens);
  return to;
}

std::vector<int64_t> moved(const std::vector<int64_t>& values, const std::vector<int64_t>& to) {
  std::vector<int64_t> out(values.size());
  for (size_t t = 0; t < values.size(); ++t) out[to[t]] = values[t];
  return out;
}

}  // namespace

// What a token with a bad position leaves behind is nobody's promise, at either of its places.
bool token_order_does_not_matter_applies(const Case& c, const Kernel&, const Lane&) {
  return can_relaunch(c) && c.num_tokens >= 2 && c.bad_positions_permille == 0 &&
         !has_colliding_slots(c);
}

Found token_order_does_not_matter(CheckContext& context) {
  Trial trial = trial_like_first(context);
  const Problem& problem = trial.problem();
  const Correspondence where{new_places(problem.c), {}};
  trial.paint();
  trial.rearrange_inputs(kInputs, where);
  trial.write_indices(moved(problem.in.positions, where.token),
                      moved(problem.in.slot_mapping, where.token));
  const std::string_view which = "a launch of the same tokens in another order";
  if (Found found = launch_part(context, trial, trial.args(), which)) return found;
  return same_outputs_elsewhere(context, trial, where, which);
}

}  // namespace ropekv::checks
